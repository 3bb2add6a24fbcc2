import type { PoolClient } from 'pg';
import type { StreamColumn } from '../catalog/stream.entity.ts';
import { execute } from '../db/query.ts';
import { empty, ident, join, type Sql, sql } from '../db/sql.ts';
import { WeftError } from '../errors.ts';
import { columnValue, hasRest, REST, rowOf } from './column-value.ts';
import { dropTypedView } from './typed/drop-typed-view.ts';

/** A snapshot table and what its columns mean: a stream's, or a unified model's. */
export interface SnapshotTable {
  schema: string;
  table: string;
  /** Source of its changes in the feed: `salesforce.Account`, `unified.customer`. */
  source: string;
  columns: StreamColumn[];
}

export const tableOf = (snapshot: Pick<SnapshotTable, 'schema' | 'table'>): Sql =>
  ident(snapshot.schema, snapshot.table);

/** The value of a column in a row of the snapshot's table, which the statement calls `t`. */
export const valueOf = (column: StreamColumn): Sql => columnValue(column, rowOf('t'));

/**
 * One row a record. Data columns are text, so that no value is altered; what they mean is in the catalog.
 * `_hash` is that of the record's bytes as last delivered, and null once anything else has written the record.
 *
 * A tenth of each page is kept free, so that an updated record stays on its page and its key's index is left alone: half
 * the log records, and a quarter less time for 100,000 updates spread over 1 M records.
 */
export async function createSnapshotTable(tx: PoolClient, snapshot: SnapshotTable): Promise<void> {
  const columns = definitions(snapshot.columns).map((column) => sql`, ${column}`);
  await execute(
    tx,
    sql`
      create table ${tableOf(snapshot)} (
        _key text collate "C" not null,
        _hash uuid,
        _created_seq bigint not null,
        _changed_seq bigint not null
        ${join(columns, '')}
      )
      with (fillfactor = 90)`,
  );
}

/** Gives a snapshot table its primary key; apart from its creation, because an index is built faster than it grows. */
export async function addPrimaryKey(tx: PoolClient, snapshot: SnapshotTable): Promise<void> {
  await execute(tx, sql`alter table ${tableOf(snapshot)} add primary key (_key)`);
}

/** Adds columns to a snapshot table; rows that are there read as null in them. */
export async function addColumns(
  tx: PoolClient,
  snapshot: SnapshotTable,
  columns: readonly StreamColumn[],
): Promise<void> {
  if (columns.length === 0) return;
  const additions = definitions(columns).map((column) => sql`add column if not exists ${column}`);
  await execute(tx, sql`alter table ${tableOf(snapshot)} ${join(additions)}`);
}

/** Columns of the table that hold these columns of the stream. */
function definitions(columns: readonly StreamColumn[]): Sql[] {
  const own = columns.filter(({ rest }) => !rest).map(({ identifier }) => sql`${ident(identifier)} text`);
  return hasRest(columns) ? [...own, sql`${REST} jsonb`] : own;
}

/**
 * Takes columns out of a snapshot table and out of the old values in the change log: what is dropped is to be nowhere.
 * That is no change of the records, so the feed says nothing of it; earlier changes stay, without those fields.
 * @throws WeftError `conflict` when a view of the user's own depends on the columns or on the typed view
 */
export async function dropColumns(
  tx: PoolClient,
  snapshot: SnapshotTable,
  columns: readonly StreamColumn[],
): Promise<void> {
  if (columns.length === 0) return;
  const removals = columns.filter(({ rest }) => !rest).map((column) => sql`drop column ${ident(column.identifier)}`);
  const fromRest = columns.filter(({ rest }) => rest).map(({ name }) => name);
  try {
    await dropTypedView(tx, snapshot);
    if (removals.length > 0) await execute(tx, sql`alter table ${tableOf(snapshot)} ${join(removals)}`);
  } catch (error) {
    throw nameDependents(error as Error & { code?: string; detail?: string }, snapshot);
  }
  // Records are no longer what their bytes made them. Writing the rows anew also takes the values out of the table's pages.
  const without = fromRest.length > 0 ? sql`, ${REST} = ${REST} - ${fromRest}::text[]` : empty;
  await execute(tx, sql`update ${tableOf(snapshot)} set _hash = null ${without}`);
  const names = columns.map(({ name }) => name);
  await execute(
    tx,
    sql`
      update ${ident(snapshot.schema, 'change')}
      set before = before - ${names}::text[]
      where source = ${snapshot.source} and before ?| ${names}::text[]`,
  );
}

function nameDependents(error: Error & { code?: string; detail?: string }, { source }: SnapshotTable): Error {
  if (error.code !== '2BP01') return error;
  return new WeftError(
    'conflict',
    `columns of ${source} cannot be dropped, because something depends on them: ${error.detail ?? error.message}`,
    'Nothing was written. Drop what depends on them, or keep the columns.',
    { cause: error },
  );
}
