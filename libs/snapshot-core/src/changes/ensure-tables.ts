import { hasTable } from '../db/has-table.ts';
import { execute, type Queryable } from '../db/query.ts';
import { ident, type Sql, sql } from '../db/sql.ts';

/**
 * Makes tables that a tenant gets when they are first needed. Asked first, since to make one that is there takes locks.
 * @param table the last one that the statements make
 * @param statements each of the form `create … if not exists`
 */
export async function ensureTables(
  tx: Queryable,
  schema: string,
  table: Sql,
  statements: readonly Sql[],
): Promise<void> {
  if (await hasTable(tx, table)) return;
  await lockFeed(tx, schema);
  for (const statement of statements) await execute(tx, statement);
}

/**
 * Waits for who else writes the tenant's feed, and keeps others waiting until the transaction ends. Two streams of a tenant may come to
 * make the same table at once, which `if not exists` does not stand: the feed's row is what both can wait for.
 */
export async function lockFeed(tx: Queryable, schema: string): Promise<void> {
  await execute(tx, sql`select from ${ident(schema, 'feed')} for update`);
}
