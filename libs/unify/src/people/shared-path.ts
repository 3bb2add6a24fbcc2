import type { Queryable } from '@app/snapshot-core';
import { edgesOf } from '../store/edges.ts';
import { type Member, memberRef, readMembers } from '../store/members.ts';
import { CONNECTING } from '../match/edge-bands.ts';
import type { ModelTables } from '../store/model-tables.ts';

/**
 * The shortest way from one record to another of the same unified record, along the matches that joined them.
 * @returns `refText` of each record on it, both ends included; empty when no matches lead there
 */
export async function sharedPath(db: Queryable, tables: ModelTables, from: Member, to: Member): Promise<string[]> {
  const reached = new Map<number, number | null>([[from.id, null]]);
  let frontier = [from.id];
  while (frontier.length > 0 && !reached.has(to.id)) {
    const edges = (await edgesOf(db, tables, frontier)).filter(({ band, held }) => band >= CONNECTING && held === null);
    const ids = new Set(frontier);
    frontier = [];
    for (const edge of edges) {
      for (const [near, far] of [
        [edge.a, edge.b],
        [edge.b, edge.a],
      ] as const) {
        if (!ids.has(near) || reached.has(far)) continue;
        reached.set(far, near);
        frontier.push(far);
      }
    }
  }
  if (!reached.has(to.id)) return [];
  const path: number[] = [];
  for (let at: number | null | undefined = to.id; at != null; at = reached.get(at)) path.unshift(at);
  const refs = new Map((await readMembers(db, tables, path)).map((member) => [member.id, memberRef(member)]));
  return path.map((id) => refs.get(id)!);
}
