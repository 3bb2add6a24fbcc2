import { createHash } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { StreamColumn } from '../../catalog/stream.entity.ts';
import { typedView } from '../../db/names.ts';
import { execute } from '../../db/query.ts';
import { empty, ident, join, type Sql, sql } from '../../db/sql.ts';
import { columnValue, hasRest, REST, rowOf } from '../column-value.ts';
import { type SnapshotTable, tableOf } from '../snapshot-table.ts';
import { typedValue } from './typed-value.ts';

/** Postgres gives a view at most 1,600 columns. */
const MOST_COLUMNS = 1590;

/**
 * What a typed view is made of, as the catalog remembers it: it tells without a look into the database whether the view is
 * up to date.
 */
export function viewForm(columns: readonly StreamColumn[]): string {
  const form = columns.map(({ name, identifier, type, rest }) => [name, identifier, type, ...(rest ? [rest] : [])]);
  return createHash('sha256').update(JSON.stringify(form)).digest('hex').slice(0, 16);
}

/** Whether the view is worth having: without a type it would show what the table shows. */
export const hasTypes = (columns: readonly StreamColumn[]): boolean => columns.some(({ type }) => type !== 'string');

/**
 * Makes the view of a snapshot table with its columns cast by logical type, or brings it to the present columns. A view
 * that only gains columns is replaced in place, so that what depends on it stays; any other is dropped and made anew.
 * @returns why it stays as it was: something of the user's depends on it, or is reading it just now; undefined when it
 *   is up to date
 */
export async function makeTypedView(tx: PoolClient, snapshot: SnapshotTable): Promise<string | undefined> {
  const view = viewOf(snapshot);
  const definition = sql`view ${view} as ${typedSelect(snapshot)}`;
  await execute(tx, sql`savepoint typed_view`);
  try {
    // Whoever reads the view keeps it from being replaced, and this run from ending: the next one tries again.
    await execute(tx, sql`set local lock_timeout = '1s'`);
    const replaced = await attempt(tx, sql`create or replace ${definition}`);
    if (replaced === INVALID_DEFINITION) {
      await execute(tx, sql`rollback to savepoint typed_view`);
      await execute(tx, sql`set local lock_timeout = '1s'`);
      await execute(tx, sql`drop view ${view}`);
      await execute(tx, sql`create ${definition}`);
    }
    await execute(tx, sql`release savepoint typed_view`);
    await execute(tx, sql`set local lock_timeout = default`);
    return undefined;
  } catch (error) {
    const { code, message, detail } = error as { code?: string; message: string; detail?: string };
    if (code === undefined || !EXPECTED.has(code)) throw error;
    await execute(tx, sql`rollback to savepoint typed_view`);
    return [message, detail].filter(Boolean).join(': ').replaceAll('\n', '; ');
  }
}

const viewOf = (snapshot: SnapshotTable): Sql => ident(snapshot.schema, typedView(snapshot.table));

const INVALID_DEFINITION = '42P16';
/** Others depend on it; it could not be locked; a table has its name. */
const EXPECTED = new Set(['2BP01', '55P03', '42809', '42P07']);

/** Runs a statement; returns the code of the error that a changed view gives, throws others. */
async function attempt(tx: PoolClient, statement: Sql): Promise<string | undefined> {
  try {
    await execute(tx, statement);
    return undefined;
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === INVALID_DEFINITION) return code;
    throw error;
  }
}

function typedSelect(snapshot: SnapshotTable): Sql {
  const columns = snapshot.columns.filter(({ silent }) => !silent).slice(0, MOST_COLUMNS);
  const values = columns.map(
    (column) => sql`, ${typedValue(valueIn(column), column.type)} as ${ident(column.identifier)}`,
  );
  // Read out of the row once, and only where a query asks for one of them: "offset" keeps the planner from reading it for each.
  const rest = sql`cross join lateral (select t.${REST} || '{}' as ${REST} offset 0) r`;
  return sql`
    select t._key, t._created_seq, t._changed_seq ${join(values, '')}
    from ${tableOf(snapshot)} t ${hasRest(columns) ? rest : empty}`;
}

const valueIn = (column: StreamColumn): Sql => columnValue(column, rowOf(column.rest ? 'r' : 't'));
