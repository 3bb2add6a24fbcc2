import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** A place that scheduled ingestion looks for new sync output. */
@Entity('source')
@Unique(['pattern'])
export class Source {
  @PrimaryGeneratedColumn('identity', { type: 'int' })
  id!: number;

  @Column('text')
  kind!: 'directory';

  /** Absolute path pattern with `{tenant}`, `{integration}`, `{stream}` and `*`. */
  @Column('text')
  pattern!: string;

  /** Cron expression. */
  @Column('text')
  schedule!: string;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  /** When weft.yaml ceased to declare it; null while it does. */
  @Column('timestamptz', { name: 'removed_at', nullable: true })
  removedAt!: Date | null;
}
