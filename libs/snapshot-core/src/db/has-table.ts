import { first, type Queryable } from './query.ts';
import { type Sql, sql } from './sql.ts';

/** Whether a table is there: many of a tenant's are made when they are first needed. */
export async function hasTable(db: Queryable, table: Sql): Promise<boolean> {
  return (await first(db, sql`select where to_regclass(${table.toQuery().text}) is not null`)) !== undefined;
}
