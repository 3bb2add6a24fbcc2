import type { Linkage } from '../../linkage/linkage.ts';
import { EDGE_BANDS } from '../../store/model-tables.ts';
import type { Pace } from '../pace.ts';
import type { PreparedCache } from '../prepared-cache.ts';
import { EdgeList } from './edge-list.ts';
import type { KeyGroups } from './key-groups.ts';

/**
 * Scores every pair of records that share a value, once, value by value: so a record is prepared a few times at most, however
 * many pairs it is part of.
 * @returns the pairs of the bands auto and review, and how many were scored
 */
export async function scorePairs(
  linkage: Linkage,
  groups: KeyGroups,
  prepared: PreparedCache,
  pace: Pace,
): Promise<{ edges: EdgeList; scored: number }> {
  const edges = new EdgeList();
  let scored = 0;
  pace.tell('match', 0, groups.length);
  for (let group = 0; group < groups.length; group += 1) {
    const holders = groups.holders(group);
    for (let i = 1; i < holders.length; i += 1) {
      const b = holders[i]!;
      for (let j = 0; j < i; j += 1) {
        const a = holders[j]!;
        if (a === b || !groups.isFirstShared(group, a, b)) continue;
        scored += 1;
        const edge = linkage.edge(prepared.get(a), prepared.get(b));
        if (edge !== null && edge.band !== 'none') edges.push(a, b, edge.weight, EDGE_BANDS[edge.band], edge.rule);
      }
    }
    if (pace.due()) await pace.breathe('match', group, groups.length);
  }
  return { edges, scored };
}
