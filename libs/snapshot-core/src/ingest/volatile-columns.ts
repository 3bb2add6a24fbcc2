import type { PoolClient } from 'pg';
import type { RunHint } from '../catalog/sync-run.entity.ts';
import { rows } from '../db/query.ts';
import { ident, sql } from '../db/sql.ts';
import type { SnapshotTable } from '../snapshot/snapshot-table.ts';
import type { Published } from './publish/publish.ts';

/** Volatile columns are a few: a record in which more changed is not looked at, since comparing its columns takes their square. */
const MOST_COLUMNS = 50;
/** Fewer updates than this say nothing about a column. */
const FEWEST_UPDATES = 10;

/**
 * The columns that changed in more than half of otherwise unchanged records, such as a time of last viewing: each of them
 * costs a change a record and sync. Otherwise unchanged are the records that are unchanged, and those in which
 * nothing but the most frequent set of changed columns changed; they have to be most of the delivery's known records.
 *
 * Costs a look at the run's own changes, and that only where updates outnumber what is unchanged: else there is no such
 * column.
 * @param unchanged records of the delivery that did not change
 * @param version column that is meant to change
 */
export async function volatileColumns(
  tx: PoolClient,
  snapshot: SnapshotTable,
  { updated, seq }: Pick<Published, 'updated' | 'seq'>,
  unchanged: number,
  version: string | undefined,
): Promise<RunHint[]> {
  if (updated < FEWEST_UPDATES || updated <= unchanged || !seq) return [];
  const found = await rows<{ name: string; changed: number; alike: number }>(
    tx,
    sql`
      with changed as materialized (
        select array(select jsonb_object_keys(before)) as columns
        from ${ident(snapshot.schema, 'change')}
        where seq between ${seq.from}::bigint and ${seq.to}::bigint and op = 'updated'
      ),
      updated as (
        select columns
        from changed
        where cardinality(columns) <= ${MOST_COLUMNS}::integer
      ),
      usual as (
        select columns
        from updated
        group by columns
        order by count(*) desc, columns
        limit 1
      ),
      alike as (
        select updated.columns
        from updated
        join usual on updated.columns <@ usual.columns
      )
      select name, count(*)::integer as changed, (select count(*)::integer from alike) as alike
      from alike, unnest(columns) as name
      group by name
      order by name`,
  );
  const columns = found
    .filter(({ name, changed, alike }) => {
      const otherwiseUnchanged = unchanged + alike;
      return name !== version && otherwiseUnchanged > (unchanged + updated) / 2 && changed > otherwiseUnchanged / 2;
    })
    .map(({ name }) => name);
  if (columns.length === 0) return [];
  const message = `${columns.join(', ')} changed in most records in which nothing else did; ignoring them would spare those changes`;
  return [{ code: 'volatile_columns', columns, message }];
}
