import type { Linkage } from '../../linkage/linkage.ts';
import type { Link } from '../../store/links.ts';
import { EDGE_BANDS } from '../../match/edge-bands.ts';
import type { PreparedCache } from '../prepared-cache.ts';
import type { EdgeList } from './edge-list.ts';
import type { RecordPool } from './record-pool.ts';

/**
 * Makes a forced edge of each pair that a person has decided is one entity, whether it was a candidate or not.
 * @returns the pairs that are decided to be two; links to records that are not there are left for when they come
 */
export function linkPool(
  pool: RecordPool,
  edges: EdgeList,
  links: readonly Link[],
  linkage: Linkage,
  prepared: PreparedCache,
): (readonly [number, number])[] {
  if (links.length === 0) return [];
  const linked = new Map<string, number | undefined>(
    links.flatMap(({ a, b }) => [[a, undefined] as const, [b, undefined] as const]),
  );
  for (let record = 0; record < pool.length; record += 1) {
    const ref = pool.refText(record);
    if (linked.has(ref)) linked.set(ref, record);
  }
  const forbidden: (readonly [number, number])[] = [];
  const forced = new Map<string, readonly [number, number]>();
  for (const { a, b, same } of links) {
    const [x, y] = [linked.get(a), linked.get(b)];
    if (x === undefined || y === undefined) continue;
    const pair = [Math.min(x, y), Math.max(x, y)] as const;
    if (same) forced.set(pair.join(), pair);
    else forbidden.push(pair);
  }
  for (let edge = 0; edge < edges.length && forced.size > 0; edge += 1) {
    if (forced.delete(`${edges.a(edge)},${edges.b(edge)}`)) edges.force(edge);
  }
  for (const [a, b] of forced.values()) {
    const { weight, rule } = linkage.score(prepared.get(a), prepared.get(b));
    edges.push(a, b, weight, EDGE_BANDS.forced, rule);
  }
  return forbidden;
}
