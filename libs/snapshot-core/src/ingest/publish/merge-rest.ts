import type { StreamColumn } from '../../catalog/stream.entity.ts';
import { join, literal, type Sql, sql } from '../../db/sql.ts';
import { REST } from '../../snapshot/column-value.ts';
import type { MergeMode } from '../settings.ts';
import type { Stage } from '../stage/stage.ts';

/** The columns that live together in `_rest`, and what the run makes of them. Fragments are jsonb objects, never null. */
export interface MergedRest {
  /** Names of the columns. */
  names: string[];
  current: Sql;
  /** What an existing record has after the run. */
  next: Sql;
  /** What a new record gets; undefined where the sync output has none of the columns. */
  incoming: Sql | undefined;
  /** Names of those that make no change by themselves. */
  ignored: string[];
  /** Whether the run can change any of them at all. */
  written: boolean;
}

const CURRENT = sql`coalesce(t.${REST}, '{}')`;

/** What each merge mode makes of the columns in `_rest`; undefined for a stream that has none. */
export function mergeRest(
  columns: readonly StreamColumn[],
  stage: Pick<Stage, 'rest' | 'absent'>,
  merge: MergeMode,
  ignore: readonly string[],
): MergedRest | undefined {
  const kept = columns.filter(({ rest }) => rest);
  if (kept.length === 0) return undefined;
  const incoming = stage.rest?.length ? sql`coalesce(s.${REST}, '{}')` : undefined;
  return {
    names: kept.map(({ name }) => name),
    current: CURRENT,
    next: nextRest(kept, stage, merge, incoming),
    incoming,
    ignored: kept.flatMap(({ name }) => (ignore.includes(name) ? [name] : [])),
    written: incoming !== undefined || merge === 'replace',
  };
}

function nextRest(
  kept: readonly StreamColumn[],
  { rest, absent }: Pick<Stage, 'rest' | 'absent'>,
  merge: MergeMode,
  incoming: Sql | undefined,
): Sql {
  if (merge === 'replace') return incoming ?? sql`'{}'::jsonb`;
  if (!incoming) return CURRENT;
  if (merge === 'fill') return sql`(${CURRENT} || ${incoming})`;
  const delivered = new Set(rest);
  const conditional = kept.flatMap(({ name, identifier }) => {
    const condition = delivered.has(name) ? absent?.get(identifier) : undefined;
    return condition ? [{ name, condition }] : [];
  });
  const always = [...delivered].filter((name) => !conditional.some((each) => each.name === name));
  if (always.length >= kept.length && kept.every(({ name }) => delivered.has(name))) return incoming;
  // What a record mentions goes, and comes back with the value that it has now, if it has one.
  const cleared = sql`${CURRENT} - ${always}::text[]`;
  if (conditional.length === 0) return sql`((${cleared}) || ${incoming})`;
  const mentioned = conditional.map(
    ({ name, condition }) => sql`case when ${condition} then null else ${literal(name)} end`,
  );
  return sql`((${cleared} - array[${join(mentioned)}]::text[]) || ${incoming})`;
}

/** Whether any column that counts differs; undefined where none can. */
export function restDiffers(rest: MergedRest | undefined): Sql | undefined {
  if (!rest?.written || rest.ignored.length === rest.names.length) return undefined;
  const { next, current, ignored } = rest;
  if (ignored.length === 0) return sql`${next} <> ${current}`;
  return sql`(${next}) - ${ignored}::text[] <> (${current}) - ${ignored}::text[]`;
}

/** Old values of the columns that the run changes; undefined where it changes none. */
export function changedRest(rest: MergedRest | undefined): Sql | undefined {
  if (!rest?.written) return undefined;
  return sql`
    coalesce(
      (
        select jsonb_object_agg(coalesce(was.key, will.key), was.value)
        from jsonb_each(${rest.current}) was
        full join jsonb_each(${rest.next}) will on will.key = was.key
        where was.value is distinct from will.value
      ), '{}')`;
}

/** All of the columns, those without a value as null. */
export function wholeRest(rest: MergedRest | undefined): Sql | undefined {
  if (!rest) return undefined;
  const blank = JSON.stringify(Object.fromEntries(rest.names.map((name) => [name, null])));
  return sql`(${blank}::jsonb || ${rest.current})`;
}
