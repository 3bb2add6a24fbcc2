import type { Tenant } from '../../catalog/tenant.entity.ts';
import { ensureTables } from '../../changes/ensure-tables.ts';
import { hasTable } from '../../db/has-table.ts';
import { execute, first, type Queryable } from '../../db/query.ts';
import { empty, ident, join, type Sql, sql } from '../../db/sql.ts';
import { versionRank } from './version.ts';

/**
 * The versions in which records were deleted that said so of themselves: an older one that comes after it, from a file that is late,
 * does not bring the record back. `run_id` is the run that had it: undone, it says nothing any more.
 */
const deletedVersionsOf = (schema: string): Sql => ident(schema, 'deleted_version');

/** Whether the tenant has the table, which is made when it is first needed. */
export const hasDeletedVersions = (tx: Queryable, schema: string): Promise<boolean> =>
  hasTable(tx, deletedVersionsOf(schema));

/**
 * Condition on a staged row `s` that the snapshot does not have: its record was deleted in a newer version.
 * @param incoming its version; `absent` tells that it has none, so that the order of arrival counts
 */
export function isOutlived(
  { schema, source }: { schema: string; source: string },
  incoming: Sql,
  absent: Sql | undefined,
): Sql {
  return sql`
    (${absent ? sql`not coalesce(${absent}, false) and` : empty} exists (
      select
      from ${deletedVersionsOf(schema)} gone
      where gone.source = ${source} and gone.key = s._key and ${versionRank(incoming)} < ${versionRank(sql`gone.version`)}
    ))`;
}

/** Rows to note, as `(key, version)`. */
interface Deleted {
  schema: string;
  source: string;
  runId: number;
  /** CTEs that `from` needs, each with a comma behind it. */
  ctes?: Sql;
  key: Sql;
  version: Sql;
  from: Sql;
  /** All of them hold for a record that says of itself that it is deleted. */
  conditions: readonly Sql[];
}

/** Notes the versions of deleted records; of two for one record the newer stays. */
export async function noteDeletedVersions(tx: Queryable, deleted: Deleted): Promise<void> {
  const { schema, source, runId, ctes = empty, key, version, from, conditions } = deleted;
  const where = join([sql`${version} is not null`, ...conditions], ' and ');
  const found = await first<{ any: boolean }>(
    tx,
    sql`with ${ctes} asked as (select 1) select exists (select from ${from} where ${where}) as any from asked`,
  );
  if (!found!.any) return;
  const table = deletedVersionsOf(schema);
  await ensureDeletedVersions(tx, schema);
  await execute(
    tx,
    sql`
      with ${ctes} gone as (
        select ${key} as key, ${version} as version
        from ${from}
        where ${where}
      )
      insert into ${table} as known (source, key, version, run_id)
      select ${source}, key, version, ${runId}::integer
      from gone
      on conflict (source, key) do update
      set version = excluded.version, run_id = excluded.run_id
      where ${versionRank(sql`known.version`)} < ${versionRank(sql`excluded.version`)}`,
  );
}

/** What a run had noted is forgotten when it is undone. */
export async function forgetDeletedVersions(
  tx: Queryable,
  { schema, source }: { schema: string; source: string },
  runId: number,
): Promise<void> {
  if (!(await hasDeletedVersions(tx, schema))) return;
  await execute(tx, sql`delete from ${deletedVersionsOf(schema)} where source = ${source} and run_id = ${runId}`);
}

/** What runs had noted that ended before a time is forgotten with their changes. */
export async function pruneDeletedVersions(
  tx: Queryable,
  { id, schemaName: schema }: Pick<Tenant, 'id' | 'schemaName'>,
  before: Date,
): Promise<void> {
  if (!(await hasDeletedVersions(tx, schema))) return;
  await execute(
    tx,
    sql`
      delete from ${deletedVersionsOf(schema)} gone
      using weft.sync_run run
      where run.id = gone.run_id and run.tenant_id = ${id} and run.finished_at < ${before}`,
  );
}

function ensureDeletedVersions(tx: Queryable, schema: string): Promise<void> {
  const table = deletedVersionsOf(schema);
  return ensureTables(tx, schema, table, [
    sql`
      create table if not exists ${table} (
        source text not null,
        key text collate "C" not null,
        version text not null,
        run_id integer not null,
        primary key (source, key)
      )`,
  ]);
}
