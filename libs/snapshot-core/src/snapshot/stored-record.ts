import { type Queryable, rows } from '../db/query.ts';
import { ident, join, type Sql, sql } from '../db/sql.ts';
import { renderRecord } from './render.ts';
import type { RecordView } from './read-records.ts';
import { type SnapshotTable, tableOf } from './snapshot-table.ts';

/** A record as it is kept. */
export interface StoredRecord {
  key: string;
  /** Stored texts by the source's column names. */
  values: Record<string, string | null>;
  /** Null where an earlier state is read and the change that created the record has been pruned. */
  createdSeq: number | null;
  changedSeq: number;
}

/** A row of {@link recordSelect}. */
export interface RecordRow {
  _key: string;
  _created_seq: number;
  _changed_seq: number;
  /** Column values by their position in the table's columns. */
  values: (string | null)[];
}

/** Records of a snapshot; `tail` is what follows the `from`. */
export async function selectRecords(tx: Queryable, snapshot: SnapshotTable, tail: Sql): Promise<StoredRecord[]> {
  const found = await rows<RecordRow>(tx, sql`${recordSelect(snapshot)} ${tail}`);
  return found.map((row) => storedRecord(row, snapshot));
}

export const recordSelect = (snapshot: SnapshotTable): Sql => sql`
  select _key, _created_seq, _changed_seq,
    array[${join(snapshot.columns.map((column) => ident(column.identifier)))}]::text[] as values
  from ${tableOf(snapshot)}`;

export function storedRecord(row: RecordRow, snapshot: SnapshotTable): StoredRecord {
  return {
    key: row._key,
    values: Object.fromEntries(snapshot.columns.map((column, i) => [column.name, row.values[i] ?? null])),
    createdSeq: row._created_seq,
    changedSeq: row._changed_seq,
  };
}

export function recordView({ key, values, createdSeq, changedSeq }: StoredRecord, snapshot: SnapshotTable): RecordView {
  return {
    key,
    data: renderRecord(values, snapshot.columns),
    created_seq: createdSeq,
    changed_seq: changedSeq,
  };
}
