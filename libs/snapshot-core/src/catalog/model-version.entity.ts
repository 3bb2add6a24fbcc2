import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** One version of a unified model's definition. The highest version of a name is in force. */
@Entity('model_version')
export class ModelVersion {
  @PrimaryColumn('text')
  name!: string;

  @PrimaryColumn('int')
  version!: number;

  /** Opaque here; libs/unify knows its form. */
  @Column('jsonb')
  definition!: unknown;

  /** The same as it is written in weft.yaml, its order kept; null in versions older than this column. */
  @Column('json', { nullable: true })
  written!: unknown;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
