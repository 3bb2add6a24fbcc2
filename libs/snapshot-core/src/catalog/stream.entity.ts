import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { logicalTypes } from './logical-types.ts';

/** What the texts of a column mean. */
export type LogicalType = (typeof logicalTypes)[number];

/** One column of a stream: the source's name, where its values are kept, what they mean. */
export interface StreamColumn {
  /** As the source spells it. */
  name: string;
  /** Column of the snapshot table; differs from `name` only where Postgres cannot take that name. */
  identifier: string;
  type: LogicalType;
  /** Nothing but nulls came so far: the first value decides the type. */
  untyped?: true;
  /** Kept with others in the row's `_rest`, a jsonb object of texts by name: the table has no such column of its own. */
  rest?: true;
  /** Kept with the record, but neither makes a change nor shows in one (a unified record's provenance). */
  silent?: true;
}

/** A record type of one tenant's integration. Its row is locked for as long as a run writes the stream. */
@Entity('stream')
@Unique(['tenantId', 'integration', 'name'])
export class Stream {
  @PrimaryGeneratedColumn('identity', { type: 'int' })
  id!: number;

  @Column('int', { name: 'tenant_id' })
  tenantId!: number;

  @Column('text')
  integration!: string;

  @Column('text')
  name!: string;

  @Column('text', { name: 'table_name' })
  tableName!: string;

  /** Names of the columns that make the record key, fixed by the first run. */
  @Column('jsonb', { name: 'key_columns', nullable: true })
  keyColumns!: string[] | null;

  /** In the order in which they were first seen. */
  @Column('jsonb', { default: [] })
  columns!: StreamColumn[];

  /** Names of the columns that the last delivery had, in its order; null when that is not known. */
  @Column('jsonb', { nullable: true })
  delivered!: string[] | null;

  /** Form of its typed view; null while there is none. */
  @Column('text', { name: 'typed_view', nullable: true })
  typedView!: string | null;

  /** Records in the snapshot. */
  @Column('bigint', { name: 'record_count', default: 0 })
  recordCount!: number;

  /** Rows that the stream has in its tenant's `held_delete`. */
  @Column('bigint', { name: 'held_deletes', default: 0 })
  heldDeletes!: number;

  /** Rejected records of the stream that no later run has taken. */
  @Column('bigint', { name: 'open_rejects', default: 0 })
  openRejects!: number;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
