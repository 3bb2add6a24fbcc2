import type { Database } from '../db/database.ts';
import { execute, type Queryable, rows } from '../db/query.ts';
import { ident, join, Sql, sql } from '../db/sql.ts';
import { WeftError } from '../errors.ts';
import { type RenderedRecord, renderRecord } from './render.ts';
import { type SnapshotTable, tableOf } from './snapshot-table.ts';

/** A snapshot record as users see it. */
export interface RecordView {
  key: string;
  data: RenderedRecord;
  created_seq: number;
  changed_seq: number;
}

export interface RecordQuery {
  limit: number;
  /** Key after which the page starts. */
  after?: string;
  /** Fields that must have exactly these values. */
  filter?: Record<string, string>;
  /** Only records changed after this sequence number. */
  changedSince?: number;
}

interface RecordRow {
  _key: string;
  _created_seq: number;
  _changed_seq: number;
  /** Column values by their position in the table's columns. */
  values: (string | null)[];
}

/**
 * A page of records in order of key (by bytes).
 * @throws WeftError `invalid` when the filter names a field that the stream does not have.
 */
export async function readRecords(db: Database, snapshot: SnapshotTable, query: RecordQuery): Promise<RecordView[]> {
  const conditions = Object.entries(query.filter ?? {}).map(
    ([field, value]) => sql`and ${columnNamed(snapshot, field)} = ${value}`,
  );
  if (query.after !== undefined) conditions.push(sql`and _key > ${query.after}`);
  if (query.changedSince !== undefined) conditions.push(sql`and _changed_seq > ${query.changedSince}`);
  const found = await selectRecords(
    db.pool,
    snapshot,
    sql`where true ${join(conditions, '\n')} order by _key limit ${query.limit}`,
  );
  return found.map((row) => recordView(row, snapshot));
}

/** One record by its key, or undefined. */
export async function readRecord(db: Database, snapshot: SnapshotTable, key: string): Promise<RecordView | undefined> {
  const [row] = await selectRecords(db.pool, snapshot, sql`where _key = ${key}`);
  return row && recordView(row, snapshot);
}

/** Records by key; keys that are not there are left out. Values are the stored texts, by the source's column names. */
export async function readByKeys(
  db: Queryable,
  snapshot: SnapshotTable,
  keys: readonly string[],
): Promise<Map<string, { values: Record<string, string | null>; changedSeq: number }>> {
  const found = await selectRecords(db, snapshot, sql`where _key = any(${keys})`);
  return new Map(
    found.map((row) => [row._key, { values: namedValues(row.values, snapshot), changedSeq: row._changed_seq }]),
  );
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
    yield batch.map((row) => ({
      key: row._key,
      values: namedValues(row.values, snapshot),
      changedSeq: row._changed_seq,
    }));
  }
  await execute(tx, sql`close ${cursor}`);
}

function selectRecords(db: Queryable, snapshot: SnapshotTable, tail: Sql): Promise<RecordRow[]> {
  return rows<RecordRow>(db, sql`${recordSelect(snapshot)} ${tail}`);
}

const recordSelect = (snapshot: SnapshotTable): Sql => sql`
  select _key, _created_seq, _changed_seq,
    array[${join(snapshot.columns.map((column) => ident(column.identifier)))}]::text[] as values
  from ${tableOf(snapshot)}`;

function recordView(row: RecordRow, snapshot: SnapshotTable): RecordView {
  return {
    key: row._key,
    data: renderRecord(namedValues(row.values, snapshot), snapshot.columns),
    created_seq: row._created_seq,
    changed_seq: row._changed_seq,
  };
}

function namedValues(values: readonly (string | null)[], snapshot: SnapshotTable): Record<string, string | null> {
  return Object.fromEntries(snapshot.columns.map((column, i) => [column.name, values[i] ?? null]));
}

function columnNamed(snapshot: SnapshotTable, field: string): Sql {
  const column = snapshot.columns.find(({ name }) => name === field);
  if (column) return ident(column.identifier);
  throw new WeftError(
    'invalid',
    `${snapshot.source} has no field "${field}" to filter by`,
    `Its fields are ${snapshot.columns.map(({ name }) => name).join(', ')}.`,
  );
}
