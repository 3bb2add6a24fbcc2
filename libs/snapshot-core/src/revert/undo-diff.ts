import { execute, first, type Queryable, rows } from '../db/query.ts';
import { empty, ident, join, literal, type Sql, sql } from '../db/sql.ts';
import type { DiffInput } from '../ingest/publish/diff.ts';
import type { Stage } from '../ingest/stage/stage.ts';
import { REST } from '../snapshot/column-value.ts';
import { tableOf } from '../snapshot/snapshot-table.ts';
import type { RevertibleRun } from './revertible-run.ts';

/** From here on the planner, which takes a part of the log for one row, must not join the changes row by row. */
const MANY = 1000;

/**
 * What undoes a run, as a diff to publish or to plan: records that it created are deleted, those that it updated get the
 * old values of the fields it changed, those that it deleted come back. Last change first.
 * @param except keys to leave alone
 * @returns the diff, and how many of the run's changes it undoes
 */
export async function undoDiff(
  tx: Queryable,
  run: RevertibleRun,
  except: readonly string[] = [],
): Promise<{ diff: DiffInput; size: number }> {
  const created = await rows<{ key: string }>(tx, sql`select key ${changesOf(run, except)} and op = 'created'`);
  const others = await first<{ n: number }>(
    tx,
    sql`select count(*) as n ${changesOf(run, except)} and op <> 'created'`,
  );
  if (others!.n > MANY) await execute(tx, sql`set local enable_nestloop = off`);
  const diff: DiffInput = {
    snapshot: run.snapshot,
    stage: undoStage(run, except, others!.n),
    merge: 'patch',
    ignore: [],
    deletedWhen: {},
    absence: { type: 'keys', keys: created.map(({ key }) => key) },
  };
  return { diff, size: created.length + others!.n };
}

const changesOf = ({ id, seq, snapshot }: RevertibleRun, except: readonly string[]): Sql => sql`
  from ${ident(snapshot.schema, 'change')}
  where seq between ${seq.from} and ${seq.to} and run_id = ${id}::integer and source = ${snapshot.source}
    and key <> all(${except}::text[])`;

/**
 * Earlier states made where the log is: rows of a run of a million changes never leave the database. Without a hash, since no
 * delivery wrote these records: the same file ingested again applies again.
 */
function undoStage(run: RevertibleRun, except: readonly string[], size: number): Stage {
  const logged = run.snapshot.columns.filter((column) => !column.silent);
  const columns = logged.filter(({ rest }) => !rest);
  const rest = logged.filter((column) => column.rest).map(({ name }) => name);
  const earlier = columns.map(({ name, identifier }) => {
    const column = ident(identifier);
    const old = sql`undone.before ->> ${literal(name)}`;
    return sql`, case when undone.op = 'deleted' or undone.before ? ${literal(name)} then ${old} else t.${column} end as ${column}`;
  });
  return {
    cte: sql`
      undone as (
        select seq, key, op, before ${changesOf(run, except)} and op <> 'created'
      ),
      incoming as materialized (
        select row_number() over (order by undone.seq desc)::integer as _n, null::uuid as _hash, undone.key as _key
          ${join(earlier, '')} ${rest.length > 0 ? sql`, ${earlierRest(rest)} as ${REST}` : empty}
        from undone
        left join ${tableOf(run.snapshot)} t on t._key = undone.key
      ),`,
    from: sql`incoming`,
    columns: columns.map(({ identifier }) => identifier),
    ...(rest.length > 0 ? { rest } : {}),
    size,
  };
}

/** Earlier values of the columns that are in `_rest`; in `before` nulls are told, in `_rest` they are left out. */
const earlierRest = (names: readonly string[]): Sql => sql`
  jsonb_strip_nulls(
    case when undone.op = 'deleted' then '{}' else coalesce(t.${REST}, '{}') end || coalesce(
      (select jsonb_object_agg(key, value) from jsonb_each(undone.before) where key = any(${names}::text[])), '{}'))`;
