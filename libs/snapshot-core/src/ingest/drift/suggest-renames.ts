import type { PoolClient } from 'pg';
import type { RunDrift } from '../../catalog/sync-run.entity.ts';
import { rows } from '../../db/query.ts';
import { join, type Sql, sql } from '../../db/sql.ts';
import { columnValue, rowOf } from '../../snapshot/column-value.ts';
import { tableOf } from '../../snapshot/snapshot-table.ts';
import type { DiffInput } from '../publish/diff.ts';
import { isNearName } from './near-name.ts';

/** With more new or missing columns than this it is another file, not a rename. */
const MOST_COLUMNS = 20;
/** The first so many records of the delivery are looked at. */
const SAMPLE = 500;
/** Of the records that have a value so many have to agree, with so many different values: a flag says nothing. */
const SHARE = 0.9;
const FEWEST_VALUES = 3;

type Rename = RunDrift['renamed'][number];

/**
 * Adds to a drift which of the missing columns may be a new one by another name: known records have in the new one what
 * they had in the missing one, or the names are nearly the same. Each column once, content before name.
 */
export async function suggestRenames(
  tx: PoolClient,
  drift: RunDrift | null,
  input: DiffInput,
): Promise<RunDrift | null> {
  if (!drift || drift.new.length === 0 || drift.missing.length === 0) return drift;
  if (drift.new.length > MOST_COLUMNS || drift.missing.length > MOST_COLUMNS) return drift;
  const named = drift.missing.flatMap((from) =>
    drift.new.filter((to) => isNearName(from, to)).map((to): Rename => ({ from, to, because: 'name' })),
  );
  const candidates = [...(await alikeInContent(tx, drift, input)), ...named];
  const renamed: Rename[] = [];
  for (const each of candidates) {
    if (!renamed.some(({ from, to }) => from === each.from || to === each.to)) renamed.push(each);
  }
  return { ...drift, renamed };
}

async function alikeInContent(tx: PoolClient, drift: RunDrift, input: DiffInput): Promise<Rename[]> {
  const [missing, added] = [columnsOf(drift.missing, input, 't'), columnsOf(drift.new, input, 's')];
  if (missing.length === 0 || added.length === 0) return [];
  const { stage, snapshot } = input;
  const found = await rows<{ before: (string | null)[]; after: (string | null)[] }>(
    tx,
    sql`
      with ${stage.cte}
      sampled as (
        select t._key, array[${join(missing.map(({ value }) => value))}]::text[] as before,
          array[${join(added.map(({ value }) => value))}]::text[] as after
        from ${stage.from} s
        join ${tableOf(snapshot)} t on t._key = s._key
        where s._n <= ${SAMPLE}::integer
      )
      select before, after
      from sampled`,
  );
  return missing.flatMap(({ name: from }, i) =>
    added.flatMap(({ name: to }, j): Rename[] =>
      areAlike(found.map(({ before, after }) => [before[i] ?? null, after[j] ?? null]))
        ? [{ from, to, because: 'content' }]
        : [],
    ),
  );
}

/** What a contract keeps out is not among the snapshot's columns, and is told by its name alone. */
function columnsOf(
  names: readonly string[],
  { snapshot }: DiffInput,
  alias: 's' | 't',
): { name: string; value: Sql }[] {
  return snapshot.columns
    .filter(({ name }) => names.includes(name))
    .map((column) => ({ name: column.name, value: columnValue(column, rowOf(alias)) }));
}

function areAlike(pairs: readonly (readonly [string | null, string | null])[]): boolean {
  const told = pairs.filter(([before, after]) => before !== null || after !== null);
  const equal = told.filter(([before, after]) => before === after);
  return equal.length >= SHARE * told.length && new Set(equal.map(([value]) => value)).size >= FEWEST_VALUES;
}
