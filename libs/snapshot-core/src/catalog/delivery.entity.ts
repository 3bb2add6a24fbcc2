import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';

export type DeliveryState = 'queued' | 'ingested' | 'failed';

/** Sync output that a source delivered: one file, or its parts. The unique row is what makes it ingested once. */
@Entity('delivery')
@Unique(['sourceId', 'path', 'size', 'modifiedAt', 'partsMark'])
export class Delivery {
  @PrimaryGeneratedColumn('identity', { type: 'int' })
  id!: number;

  @Column('int', { name: 'source_id' })
  sourceId!: number;

  @Column('text')
  path!: string;

  /** Bytes. */
  @Column('bigint')
  size!: number;

  @Column('timestamptz', { name: 'modified_at' })
  modifiedAt!: Date;

  /** The files, where it is several: with the path of the first, the sum of the sizes, the time of the youngest. */
  @Column('json', { nullable: true })
  parts!: { path: string; size: number; modifiedAt: string }[] | null;

  /** A hash of `parts`, since sum and youngest time do not tell a part that was replaced by an older one; empty for a file. */
  @Column('text', { name: 'parts_mark', default: '' })
  partsMark!: string;

  @Column('text')
  tenant!: string;

  @Column('text')
  integration!: string;

  @Column('text')
  stream!: string;

  @Column('text', { default: 'queued' })
  state!: DeliveryState;

  @Column('int', { name: 'run_id', nullable: true })
  runId!: number | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
