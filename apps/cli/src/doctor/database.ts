import { first, migrationNames, rows, sql } from '@app/snapshot-core';
import { count, plural } from '../output/text.ts';
import { type Check, ok, problem } from './finding.ts';

/** The server's version, and what is kept there. That it can be reached and is recent enough, opening has shown. */
export const checkDatabase: Check = async (db) => {
  const server = await first<{ version: string; name: string; size: string; tenants: number }>(
    db.pool,
    sql`
      select current_setting('server_version') as version, current_database() as name,
        pg_size_pretty(pg_database_size(current_database())) as size, (select count(*) from weft.tenant) as tenants`,
  );
  const { version, name, size, tenants } = server!;
  return [ok('database', `Postgres ${version}, database ${name}, ${size}, ${plural(tenants, 'tenant')}`)];
};

/** The catalog's form. Opening brings an older one up to date, so only a newer one can be wrong. */
export const checkCatalog: Check = async (db) => {
  const applied = await rows<{ name: string }>(db.pool, sql`select name from weft.migration order by id`);
  const unknown = applied.filter(({ name }) => !migrationNames.includes(name));
  if (unknown.length === 0) return [ok('catalog', `up to date (${plural(applied.length, 'migration')})`)];
  const message = `made by a newer Weft: ${count(unknown.length)} of its migrations are unknown here`;
  return [problem('catalog', message, 'Run that version of Weft, or a later one.')];
};
