import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { StreamSettings } from '../ingest/settings.ts';

/** A kind of source system, with the settings of its streams for every tenant (from weft.yaml). */
@Entity('integration')
export class Integration {
  @PrimaryColumn('text')
  name!: string;

  /** Settings by stream name. */
  @Column('jsonb')
  streams!: Record<string, Partial<StreamSettings>>;

  /** The same as it was declared; null of integrations older than this column. Opaque here; libs/unify knows its form. */
  @Column('json', { nullable: true })
  declared!: unknown;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
