import { execute, first, type Queryable, sql } from '@app/snapshot-core';
import type { ModelTables } from './model-tables.ts';

/** A match key's hash (see key-hash.ts) and the member that holds it. */
export interface HeldKey {
  hash: string;
  member: number;
}

/** Takes keys away from members and gives them others, which are none of those. */
export async function replaceKeys(
  tx: Queryable,
  { matchKey }: ModelTables,
  lost: readonly HeldKey[],
  gained: readonly HeldKey[],
): Promise<void> {
  if (lost.length === 0 && gained.length === 0) return;
  const incoming = (keys: readonly HeldKey[]) => sql`
    unnest(${keys.map(({ hash }) => hash)}::bigint[], ${keys.map(({ member }) => member)}::integer[])
      as incoming (hash, member)`;
  await execute(
    tx,
    sql`
      with lost as (
        delete from ${matchKey} held
        using ${incoming(lost)}
        where held.hash = incoming.hash and held.member = incoming.member
      )
      insert into ${matchKey} (hash, member)
      select hash, member
      from ${incoming(gained)}`,
  );
}

/** A key value to look up. */
export interface WantedKey {
  hash: string;
  /** With more holders than this it is generic. */
  cap: number;
  /** How many holders more (or fewer) it has than when this run began. */
  delta: number;
}

export interface KeyHolders {
  /** Its holders, where it is or was not generic; else null. */
  members: number[] | null;
  /** More than its cap hold it now. */
  generic: boolean;
  /** It became generic in this run, or ceased to be. */
  crossed: boolean;
}

/**
 * The holders of each key, in their order.  A value that a hundred thousand hold costs no more than one at its cap.
 * They come as one text: an array a key, in a row a key, takes Node as long to read as Postgres takes to find.
 */
export async function holdersOf(
  tx: Queryable,
  { matchKey }: ModelTables,
  keys: readonly WantedKey[],
): Promise<KeyHolders[]> {
  if (keys.length === 0) return [];
  const found = await first<{ holders: string }>(
    tx,
    sql`
      select string_agg(
          held.holders || case
            when least(held.holders, held.holders - wanted.delta) <= wanted.cap then ' ' || held.members
            else ''
          end, ',' order by wanted.position
        ) as holders
      from unnest(${keys.map(({ hash }) => hash)}::bigint[], ${keys.map(({ cap }) => cap)}::integer[],
        ${keys.map(({ delta }) => delta)}::integer[]) with ordinality as wanted (hash, cap, delta, position)
      cross join lateral (
        select count(*) as holders, coalesce(string_agg(member::text, ' '), '') as members
        from (
          select member
          from ${matchKey}
          where hash = wanted.hash
          limit wanted.cap + 1 + greatest(wanted.delta, 0)
        ) as counted
      ) as held`,
  );
  return found!.holders.split(',').map((text, i) => {
    const [holders = 0, ...members] = text
      .split(' ')
      .filter((part) => part !== '')
      .map(Number);
    const { cap, delta } = keys[i]!;
    const [generic, wasGeneric] = [holders > cap, holders - delta > cap];
    const isTold = Math.min(holders, holders - delta) <= cap;
    return { members: isTold ? members : null, generic, crossed: generic !== wasGeneric };
  });
}
