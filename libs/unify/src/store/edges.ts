import { execute, first, type Queryable, rows, sql } from '@app/snapshot-core';
import type { Member } from './members.ts';
import { CONNECTING } from '../match/edge-bands.ts';
import type { ModelTables } from './model-tables.ts';

/** A pair of members that were found alike, stored. */
export interface MemberEdge {
  /** The smaller of the two numbers. */
  a: number;
  b: number;
  /** log2 odds, see `Scored`. */
  weight: number;
  /** One of EDGE_BANDS. */
  band: number;
  rule: string | null;
  /** Why it did not join its members when they were clustered; null where it did, or does not connect. */
  held: string | null;
}

const edgeColumns = sql`a, b, weight, band, rule, held`;

/** Edges of which one member, or both, are among these. */
export function edgesOf(tx: Queryable, { edge }: ModelTables, members: readonly number[]): Promise<MemberEdge[]> {
  if (members.length === 0) return Promise.resolve([]);
  return rows<MemberEdge>(
    tx,
    sql`
      select ${edgeColumns}
      from ${edge}
      where a = any(${members}::integer[])
      union
      select ${edgeColumns}
      from ${edge}
      where b = any(${members}::integer[])`,
  );
}

/** The edge between two members; undefined where they were not found alike. */
export function edgeBetween(
  tx: Queryable,
  { edge }: ModelTables,
  one: number,
  other: number,
): Promise<MemberEdge | undefined> {
  const [a, b] = one < other ? [one, other] : [other, one];
  return first<MemberEdge>(tx, sql`select ${edgeColumns} from ${edge} where a = ${a} and b = ${b}`);
}

/** Connecting edges among the members of a region, which none of them leaves. */
export function edgesWithin(tx: Queryable, { edge }: ModelTables, region: readonly number[]): Promise<MemberEdge[]> {
  if (region.length === 0) return Promise.resolve([]);
  return rows<MemberEdge>(
    tx,
    sql`select ${edgeColumns} from ${edge} where a = any(${region}::integer[]) and band >= ${CONNECTING}`,
  );
}

/**
 * These members and all that connecting edges lead to from them, in order of their numbers.
 * @param atHand members that need not be read
 */
export async function connectedWith(
  tx: Queryable,
  { edge, member }: ModelTables,
  members: readonly number[],
  atHand: ReadonlyMap<number, Member>,
): Promise<Member[]> {
  if (members.length === 0) return [];
  const known = members.filter((id) => atHand.has(id));
  const found = await rows<Omit<Member, 'projection'> & { projection: string | null }>(
    tx,
    sql`
      with recursive connected (id) as (
        select id
        from unnest(${members}::integer[]) as seed (id)
        union
        select reached.id
        from connected
        cross join lateral (
          select b as id from ${edge} where a = connected.id and band >= ${CONNECTING}
          union all
          select a from ${edge} where b = connected.id and band >= ${CONNECTING}
        ) as reached
      )
      select connected.id, read.source, read.key, read.unified_id as "unifiedId", read.projection
      from connected
      left join lateral (
        -- with a limit it cannot become a join, for which the planner, who takes a recursion for large, reads the whole table
        select source, key, unified_id, projection
        from ${member}
        where id = connected.id and connected.id <> all(${known}::integer[])
        limit 1
      ) as read on true
      order by connected.id`,
  );
  return found.flatMap(({ projection, ...read }) => {
    const member = projection === null ? atHand.get(read.id) : { ...read, projection };
    return member ?? [];
  });
}

/** Writes edges, in place of those between the same members. */
export async function saveEdges(tx: Queryable, { edge }: ModelTables, edges: readonly MemberEdge[]): Promise<void> {
  if (edges.length === 0) return;
  await execute(
    tx,
    sql`
      insert into ${edge} (${edgeColumns})
      select ${edgeColumns}
      from unnest(${edges.map(({ a }) => a)}::integer[], ${edges.map(({ b }) => b)}::integer[],
        ${edges.map(({ weight }) => weight)}::float8[], ${edges.map(({ band }) => band)}::smallint[],
        ${edges.map(({ rule }) => rule)}::text[], ${edges.map(({ held }) => held)}::text[])
        as incoming (${edgeColumns})
      on conflict (a, b) do update
      set weight = excluded.weight, band = excluded.band, rule = excluded.rule, held = excluded.held`,
  );
}

export async function deleteEdges(
  tx: Queryable,
  { edge }: ModelTables,
  edges: readonly Pick<MemberEdge, 'a' | 'b'>[],
): Promise<void> {
  if (edges.length === 0) return;
  await execute(
    tx,
    sql`
      delete from ${edge} known
      using unnest(${edges.map(({ a }) => a)}::integer[], ${edges.map(({ b }) => b)}::integer[]) as gone (a, b)
      where known.a = gone.a and known.b = gone.b`,
  );
}
