import { execute, type Queryable, rows, sql } from '@app/snapshot-core';
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

/** The holders of each key, in their order. A value that a hundred thousand hold costs no more than one at its cap. */
export async function holdersOf(
  tx: Queryable,
  { matchKey }: ModelTables,
  keys: readonly WantedKey[],
): Promise<KeyHolders[]> {
  if (keys.length === 0) return [];
  const found = await rows<{ holders: number; members: number[] | null }>(
    tx,
    sql`
      select held.holders,
        case when least(held.holders, held.holders - wanted.delta) <= wanted.cap then held.members end as members
      from unnest(${keys.map(({ hash }) => hash)}::bigint[], ${keys.map(({ cap }) => cap)}::integer[],
        ${keys.map(({ delta }) => delta)}::integer[]) with ordinality as wanted (hash, cap, delta, position)
      cross join lateral (
        select count(*)::integer as holders, array_agg(member) as members
        from (
          select member
          from ${matchKey}
          where hash = wanted.hash
          limit wanted.cap + 1 + greatest(wanted.delta, 0)
        ) as counted
      ) as held
      order by wanted.position`,
  );
  return found.map(({ holders, members }, i) => {
    const { cap, delta } = keys[i]!;
    const [generic, wasGeneric] = [holders > cap, holders - delta > cap];
    return { members: holders === 0 ? [] : members, generic, crossed: generic !== wasGeneric };
  });
}
