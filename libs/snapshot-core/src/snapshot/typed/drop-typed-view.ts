import type { PoolClient } from 'pg';
import { typedView } from '../../db/names.ts';
import { execute, first } from '../../db/query.ts';
import { ident, sql } from '../../db/sql.ts';

/** Takes the typed view of a table away, if there is one, so that columns it shows can be dropped; the run makes it anew. */
export async function dropTypedView(
  tx: PoolClient,
  { schema, table }: { schema: string; table: string },
): Promise<void> {
  const view = typedView(table);
  const found = await first(
    tx,
    sql`
      select
      from pg_class
      where relnamespace = (select oid from pg_namespace where nspname = ${schema}) and relname = ${view}
        and relkind = 'v'`,
  );
  if (found) await execute(tx, sql`drop view ${ident(schema, view)}`);
}
