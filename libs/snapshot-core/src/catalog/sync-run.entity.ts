import { Column, CreateDateColumn, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { RunStatus } from './run-statuses.ts';
import type { LogicalType } from './stream.entity.ts';

/** What made the run's changes. */
export type RunKind = 'full' | 'incremental' | 'unify' | 'approve' | 'revert';

export interface RunError {
  code: string;
  message: string;
  hint: string;
}

/** Something that a run noticed and that is worth a setting, or a look. */
export interface RunHint {
  code: 'volatile_columns' | 'released_deletes' | 'typed_view' | 'failed_mapping';
  /** Those that it is about, or fields of a model; may be none. */
  columns: string[];
  message: string;
}

/** How the columns of a run's delivery differ from those of the delivery before and of the stream. */
export interface RunDrift {
  /** Columns that the stream did not have. */
  new: string[];
  /** Columns that the contract keeps out of the stream. */
  discarded: string[];
  /** Columns that the delivery before had and this one lacks. */
  missing: string[];
  /** Columns of the stream that the delivery before lacked. */
  returned: string[];
  /** Whether the columns of both stand in another order. */
  reordered: boolean;
  /** A missing and a new column that may be one under another name: a hint, nothing is done about it. */
  renamed: { from: string; to: string; because: 'content' | 'name' }[];
  /** Columns whose logical type has changed. */
  types: { column: string; from: LogicalType; to: LogicalType }[];
}

/** One ingestion of sync output for one stream, or one publication of a unified model. */
@Entity('sync_run')
@Index(['tenantId', 'id'])
export class SyncRun {
  @PrimaryGeneratedColumn('identity', { type: 'int' })
  id!: number;

  @Column('int', { name: 'tenant_id' })
  tenantId!: number;

  /** `salesforce.Account` or `unified.customer`: the source of the run's changes in the feed. */
  @Column('text')
  source!: string;

  @Column('text')
  status!: RunStatus;

  @Column('text')
  kind!: RunKind;

  @Column('text', { nullable: true })
  merge!: string | null;

  /** Where the sync output came from: a path, `stdin`, `http`. */
  @Column('text', { nullable: true })
  delivery!: string | null;

  @Column('bigint', { default: 0 })
  received!: number;

  @Column('bigint', { default: 0 })
  created!: number;

  @Column('bigint', { default: 0 })
  updated!: number;

  @Column('bigint', { default: 0 })
  deleted!: number;

  @Column('bigint', { default: 0 })
  unchanged!: number;

  @Column('bigint', { default: 0 })
  rejected!: number;

  /** Deletes that wait for approval. */
  @Column('bigint', { default: 0 })
  held!: number;

  /** First and last sequence number of the run's changes; null when it made none. */
  @Column('bigint', { name: 'seq_from', nullable: true })
  seqFrom!: number | null;

  @Column('bigint', { name: 'seq_to', nullable: true })
  seqTo!: number | null;

  /** Progress: bytes of sync output read so far, and in all where that is known. */
  @Column('bigint', { name: 'bytes_read', default: 0 })
  bytesRead!: number;

  @Column('bigint', { name: 'bytes_total', nullable: true })
  bytesTotal!: number | null;

  @Column('jsonb', { nullable: true })
  error!: RunError | null;

  @Column('jsonb', { default: [] })
  hints!: RunHint[];

  /** Null when there is none. */
  @Column('jsonb', { nullable: true })
  drift!: RunDrift | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'started_at', nullable: true })
  startedAt!: Date | null;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt!: Date | null;
}
