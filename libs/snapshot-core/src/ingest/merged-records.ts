import { ensureTables } from '../changes/ensure-tables.ts';
import { execute, first, type Queryable } from '../db/query.ts';
import { ident, type Sql, sql } from '../db/sql.ts';
import type { SnapshotTable } from '../snapshot/snapshot-table.ts';
import type { Stage } from './stage/stage.ts';

/** Records that their source has merged into others, and says so of them: source, key, key of the other. */
export const mergedRecordTable = (schema: string): Sql => ident(schema, 'merged_record');

/**
 * Remembers which delivered records name another that they were merged into: such a record is mostly a deleted one, so nothing
 * of it is kept otherwise. The latest word counts.
 * @param column name of the column with the other's key; a sync output without it says nothing
 */
export async function noteMergedRecords(
  tx: Queryable,
  snapshot: SnapshotTable,
  stage: Stage,
  column: string | undefined,
): Promise<void> {
  const identifier = snapshot.columns.find(({ name }) => name === column)?.identifier;
  if (identifier === undefined || !stage.columns.includes(identifier) || stage.size === 0) return;
  const into = sql`s.${ident(identifier)}`;
  const merged = await first<{ any: boolean }>(
    tx,
    sql`with ${stage.cte} asked as (select 1) select exists (select from ${stage.from} s where ${into} <> '') as any from asked`,
  );
  if (!merged?.any) return;
  const table = mergedRecordTable(snapshot.schema);
  await ensureTables(tx, snapshot.schema, table, [
    sql`
      create table if not exists ${table} (
        source text not null,
        key text collate "C" not null,
        into_key text collate "C" not null,
        primary key (source, key)
      )`,
  ]);
  await execute(
    tx,
    sql`
      with ${stage.cte} merged as (
        select s._key as key, ${into} as into_key
        from ${stage.from} s
        where ${into} <> '' and ${into} <> s._key
      )
      insert into ${table} (source, key, into_key)
      select ${snapshot.source}, key, into_key
      from merged
      on conflict (source, key) do update set into_key = excluded.into_key`,
  );
}
