import { hasTable, literal, type Queryable, type Sql, sql } from '@app/snapshot-core';

/** "unif": with the tenant's schema, the lock of who makes tables of unify's. */
const UNIFY_TABLES_LOCK = 0x756e6966;

/**
 * Keeps others waiting who make tables of unify's for the tenant, until the transaction ends: two runs, or two people, may come to make
 * the same at once, which `if not exists` does not stand. Not the feed's row: a first run may take minutes, in which the tenant's syncs
 * have to go on.
 */
export const unifyTablesLock = (schema: string): Sql =>
  sql`select pg_advisory_xact_lock(${literal(String(UNIFY_TABLES_LOCK))}::integer, hashtext(${literal(schema)}))`;

/**
 * Makes a table that a tenant gets when it is first needed. Asked first: to make one that is there takes locks.
 * @param definition `create table if not exists …`, without parameters
 */
export async function makeTable(db: Queryable, schema: string, table: Sql, definition: Sql): Promise<void> {
  if (await hasTable(db, table)) return;
  // One text, hence one transaction, also where there is none around it.
  await db.query(sql`${unifyTablesLock(schema)}; ${definition}`.toQuery().text);
}
