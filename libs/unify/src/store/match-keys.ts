import { ident, type Queryable, rows, type Sql, sql } from '@app/snapshot-core';
import type { MatchKey } from '../match/match-keys.ts';
import { MAX_HOLDERS } from '../match/pair-records.ts';

/** How many records hold each of these keys, in their order, counted no further than `most`. */
export async function countHolders(
  tx: Queryable,
  schema: string,
  model: string,
  keys: readonly MatchKey[],
  most: number,
): Promise<number[]> {
  const found = await rows<{ holders: number }>(
    tx,
    sql`
      select (${holders(schema, model, most)}) as holders
      from unnest(${keys.map(({ kind }) => kind)}::text[], ${keys.map(({ value }) => value)}::text[])
        with ordinality as wanted (kind, value, position)
      order by position`,
  );
  return found.map((key) => key.holders);
}

/** Refs of all records that hold one of these keys. */
export async function holdersOf(
  tx: Queryable,
  schema: string,
  model: string,
  keys: readonly MatchKey[],
): Promise<string[]> {
  const found = await rows<{ ref: string }>(
    tx,
    sql`
      select distinct holder.ref
      from unnest(${keys.map(({ kind }) => kind)}::text[], ${keys.map(({ value }) => value)}::text[])
        as wanted (kind, value)
      join ${ident(schema, 'match_key')} holder
        on holder.model = ${model} and holder.kind = wanted.kind and holder.value = wanted.value`,
  );
  return found.map(({ ref }) => ref);
}

/** Refs of all records that share a key with one of these, by keys that are not generic. */
export async function neighbours(
  tx: Queryable,
  schema: string,
  model: string,
  refs: readonly string[],
): Promise<string[]> {
  const found = await rows<{ ref: string }>(
    tx,
    sql`with ${usable(schema, model, refs)} select distinct ref from shared`,
  );
  return found.map(({ ref }) => ref);
}

/** The keys of these records that are not generic. */
export function usableKeys(
  tx: Queryable,
  schema: string,
  model: string,
  refs: readonly string[],
): Promise<(MatchKey & { ref: string })[]> {
  return rows<MatchKey & { ref: string }>(
    tx,
    sql`
      with ${usable(schema, model, refs)}
      select ref, kind, value
      from shared
      where ref = any(${refs}::text[])`,
  );
}

/** CTE `shared (ref, kind, value)`: every holder of each key of these records that is not generic. */
const usable = (schema: string, model: string, refs: readonly string[]): Sql => sql`
  wanted as (
    select distinct kind, value
    from ${ident(schema, 'match_key')}
    where model = ${model} and ref = any(${refs}::text[])
  ),
  usable as materialized (
    select kind, value
    from wanted
    where (${holders(schema, model, MAX_HOLDERS + 1)}) <= ${MAX_HOLDERS}
  ),
  shared as (
    select holder.ref, holder.kind, holder.value
    from usable
    join ${ident(schema, 'match_key')} holder
      on holder.model = ${model} and holder.kind = usable.kind and holder.value = usable.value
  )`;

/** Number of holders of the key `wanted`, up to `most`: a value that a hundred thousand share costs no more than that. */
const holders = (schema: string, model: string, most: number): Sql => sql`
  select count(*)
  from (
    select
    from ${ident(schema, 'match_key')} counted
    where counted.model = ${model} and counted.kind = wanted.kind and counted.value = wanted.value
    limit ${most}::integer
  ) as capped`;
