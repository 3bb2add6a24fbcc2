import type { StreamColumn } from '../catalog/stream.entity.ts';
import { type Queryable, rows } from '../db/query.ts';
import { empty, join, type Sql, sql } from '../db/sql.ts';
import { columnValue, hasRest, REST } from './column-value.ts';
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
  /** Values of the table's own columns, in their order. */
  values: (string | null)[];
  /** Values of the others by name; unset where there are none. */
  rest?: Record<string, string> | null;
}

/** Records of a snapshot; `tail` is what follows the `from`. */
export async function selectRecords(tx: Queryable, snapshot: SnapshotTable, tail: Sql): Promise<StoredRecord[]> {
  const found = await rows<RecordRow>(tx, sql`${recordSelect(snapshot)} ${tail}`);
  return found.map((row) => storedRecord(row, snapshot));
}

export function recordSelect({ columns, ...snapshot }: SnapshotTable): Sql {
  const own = columns.filter(({ rest }) => !rest).map((column) => columnValue(column));
  return sql`
    select _key, _created_seq, _changed_seq, array[${join(own)}]::text[] as values
      ${hasRest(columns) ? sql`, ${REST} as rest` : empty}
    from ${tableOf(snapshot)}`;
}

export function storedRecord(row: RecordRow, { columns }: SnapshotTable): StoredRecord {
  return {
    key: row._key,
    values: Object.fromEntries(namedValues(columns, row.values, row.rest)),
    createdSeq: row._created_seq,
    changedSeq: row._changed_seq,
  };
}

/**
 * All columns of a row with their values, in order.
 * @param own values of the table's own columns, in their order
 * @param rest those of the others by name, without the nulls
 */
export function namedValues(
  columns: readonly StreamColumn[],
  own: readonly (string | null)[],
  rest: Readonly<Record<string, string>> | null | undefined,
): [string, string | null][] {
  let next = 0;
  return columns.map((column) => {
    if (!column.rest) return [column.name, own[next++] ?? null];
    return [column.name, rest && Object.hasOwn(rest, column.name) ? rest[column.name]! : null];
  });
}
