import type { StreamColumn } from '../catalog/stream.entity.ts';
import type { Database } from '../db/database.ts';
import { execute, type Queryable, rows } from '../db/query.ts';
import { ident, join, Sql, sql } from '../db/sql.ts';
import { WeftError } from '../errors.ts';
import { columnValue } from './column-value.ts';
import type { SnapshotTable } from './snapshot-table.ts';
import { type RecordView, recordView } from './record-view.ts';
import { type RecordRow, recordSelect, selectRecords, storedRecord } from './stored-record.ts';

export interface RecordQuery {
  limit: number;
  /** Key after which the page starts. */
  after?: string;
  /** Fields that must have exactly these values. */
  filter?: Record<string, string>;
  /** Fields that hold a JSON array of texts with this one in it, written as `JSON.stringify` does. */
  includes?: Record<string, string>;
  /** Only records changed after this sequence number. */
  changedSince?: number;
}

/**
 * A page of records in order of key (by bytes).
 * @throws WeftError `invalid` when the filter names a field that the stream does not have.
 */
export async function readRecords(db: Database, snapshot: SnapshotTable, query: RecordQuery): Promise<RecordView[]> {
  const conditions = Object.entries(query.filter ?? {}).map(
    ([field, value]) => sql`and ${columnValue(columnNamed(snapshot, field))} = ${value}`,
  );
  for (const [field, text] of Object.entries(query.includes ?? {})) {
    const value = columnValue(columnNamed(snapshot, field));
    const items = sql`',' || substr(${value}, 2, length(${value}) - 2) || ','`;
    conditions.push(sql`and strpos(${items}, ${itemText(text)}::text) > 0`);
  }
  if (query.after !== undefined) conditions.push(sql`and _key > ${query.after}`);
  if (query.changedSince !== undefined) conditions.push(sql`and _changed_seq > ${query.changedSince}`);
  const found = await selectRecords(
    db.pool,
    snapshot,
    sql`where true ${join(conditions, '\n')} order by _key limit ${query.limit}`,
  );
  return found.map((record) => recordView(record, snapshot));
}

/** An item of a JSON array of texts, between the commas that part it from others: it cannot stand within a text. */
export const itemText = (text: string): string => `,${JSON.stringify(text)},`;

/** One record by its key, or undefined. */
export async function readRecord(db: Database, snapshot: SnapshotTable, key: string): Promise<RecordView | undefined> {
  const [record] = await selectRecords(db.pool, snapshot, sql`where _key = ${key}`);
  return record && recordView(record, snapshot);
}

/** Records by key; keys that are not there are left out. Values are the stored texts, by the source's column names. */
export async function readByKeys(
  db: Queryable,
  snapshot: SnapshotTable,
  keys: readonly string[],
): Promise<Map<string, { values: Record<string, string | null>; changedSeq: number }>> {
  const found = await selectRecords(db, snapshot, sql`where _key = any(${keys})`);
  return new Map(found.map((record) => [record.key, record]));
}

/**
 * Every record of a snapshot in batches, in no particular order, with stored texts by the source's column names.
 * Holds one batch in memory.
 */
export async function* scanRecords(
  tx: Queryable,
  snapshot: SnapshotTable,
  batchSize = 2000,
): AsyncGenerator<{ key: string; values: Record<string, string | null>; changedSeq: number }[]> {
  const cursor = ident('scan_records');
  const count = new Sql([String(Math.trunc(batchSize))], []); // FETCH takes no parameter
  await execute(tx, sql`declare ${cursor} no scroll cursor for ${recordSelect(snapshot)}`);
  for (;;) {
    const batch = await rows<RecordRow>(tx, sql`fetch forward ${count} from ${cursor}`);
    if (batch.length === 0) break;
    yield batch.map((row) => storedRecord(row, snapshot));
  }
  await execute(tx, sql`close ${cursor}`);
}

/** @throws WeftError `invalid` when there is no such field. */
export function columnNamed(snapshot: SnapshotTable, field: string): StreamColumn {
  const column = snapshot.columns.find(({ name }) => name === field);
  if (column) return column;
  throw new WeftError(
    'invalid',
    `${snapshot.source} has no field "${field}" to filter by`,
    `Its fields are ${snapshot.columns.map(({ name }) => name).join(', ')}.`,
  );
}
