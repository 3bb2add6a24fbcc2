import { type Lineage, lineageTable } from '../../changes/lineage.ts';
import { empty, type Sql, sql } from '../../db/sql.ts';

/** Parts of the publishing statement that tell who took over whose parts; empty ones where nothing is told. */
export interface TellLineage {
  /** CTE `told (key, op, ids)`, ending in a comma. */
  cte: Sql;
  /** What joins `told` to `numbered`, and to `numbered_absent`. */
  ofChanged: Sql;
  ofAbsent: Sql;
  /** Op of a row of `numbered`, and of `numbered_absent`. */
  changedOp: Sql;
  absentOp: Sql;
  /** CTE that writes the table, behind a comma. */
  logged: Sql;
}

const NOTHING_TOLD: TellLineage = {
  cte: empty,
  ofChanged: empty,
  ofAbsent: empty,
  changedOp: sql`op`,
  absentOp: sql`'deleted'`,
  logged: empty,
};

export function tellLineage(schema: string, lineage: readonly Lineage[]): TellLineage {
  if (lineage.length === 0) return NOTHING_TOLD;
  const keys = lineage.map(({ key }) => key);
  const ops = lineage.map(({ op }) => op ?? null);
  const ids = lineage.map(({ into, from }) => JSON.stringify({ into, from }));
  return {
    cte: sql`
      told as (
        select key, op, ids
        from unnest(${keys}::text[], ${ops}::text[], ${ids}::jsonb[]) as told (key, op, ids)
      ),`,
    ofChanged: sql`left join told on told.key = numbered._key`,
    ofAbsent: sql`left join told on told.key = numbered_absent._key`,
    // Whatever is told, the chain of a record's changes begins with `created` and ends with what deletes it.
    changedOp: sql`case when numbered.op = 'updated' then coalesce(told.op, 'updated') else numbered.op end`,
    absentOp: sql`coalesce(told.op, 'deleted')`,
    logged: sql`,
      traced as (
        insert into ${lineageTable(schema)} (seq, ids)
        select feed.base + placed.ordinal, told.ids
        from (
          select _key, ordinal from numbered
          union all
          select _key, ordinal from numbered_absent
        ) as placed
        join told on told.key = placed._key
        cross join feed
      )`,
  };
}
