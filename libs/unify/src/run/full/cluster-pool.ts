import { pairRefusal } from '../../cluster/agglomeration.ts';
import { sourceName } from '../../model/source-record.ts';
import type { UnifiedModel } from '../../model/unified-model.ts';
import type { Linkage } from '../../linkage/linkage.ts';
import { EDGE_BANDS } from '../../match/edge-bands.ts';
import { clusterComponent, type ComponentEdge } from '../cluster-component.ts';
import type { Pace } from '../pace.ts';
import type { PreparedCache } from '../prepared-cache.ts';
import { DisjointSets } from './disjoint-sets.ts';
import type { EdgeList } from './edge-list.ts';
import type { RecordPool } from './record-pool.ts';

/** Clusters all records, component by component; marks the edges that were held back. */
export async function clusterPool(
  model: UnifiedModel,
  linkage: Linkage,
  pool: RecordPool,
  edges: EdgeList,
  forbidden: readonly (readonly [number, number])[],
  prepared: PreparedCache,
  pace: Pace,
): Promise<DisjointSets> {
  const clusters = new DisjointSets(pool.length);
  const components = edges.components(pool.length);
  const { starts, members } = components.sets();
  const within = edges.byComponent(components, pool.length);
  const forbiddenIn = new Map<number, (readonly [number, number])[]>();
  for (const pair of forbidden) {
    const root = components.find(pair[0]);
    if (components.find(pair[1]) === root) forbiddenIn.set(root, [...(forbiddenIn.get(root) ?? []), pair]);
  }
  const unique = new Set(model.sources.filter((source) => source.unique).map(sourceName));
  const uniqueSource = (record: number): string | null =>
    unique.has(pool.source(record)) ? pool.source(record) : null;
  pace.tell('cluster', 0, members.length);
  for (let set = 0; set + 1 < starts.length; set += 1) {
    const records = members.subarray(starts[set], starts[set + 1]);
    const root = records[0]!;
    if (pace.due()) await pace.breathe('cluster', starts[set]!, members.length);
    const [first, last] = [within.starts[root]!, within.starts[root + 1]!];
    if (records.length === 2 && last - first === 1 && !forbiddenIn.has(root)) {
      // Most components are such a pair, where nothing has to be weighed up.
      const edge = within.edges[first]!;
      const [one, other] = [records[0]!, records[1]!];
      const isForced = edges.band(edge) === EDGE_BANDS.forced;
      const reason = isForced ? null : pairRefusal(edges.weight(edge), uniqueSource(one), uniqueSource(other));
      if (reason === null) clusters.join(one, other);
      else edges.hold(edge, reason);
      continue;
    }
    const placeOf = new Map(Array.from(records, (record, place) => [record, place]));
    const own = within.edges.subarray(first, last);
    const result = clusterComponent(model, {
      refs: Array.from(records, (record) => pool.ref(record)),
      edges: Array.from(own, (edge): ComponentEdge => ({
        a: placeOf.get(edges.a(edge))!,
        b: placeOf.get(edges.b(edge))!,
        weight: edges.weight(edge),
        rule: edges.rule(edge),
        forced: edges.band(edge) === EDGE_BANDS.forced,
      })),
      scoreOf: (a, b) => linkage.score(prepared.get(records[a]!), prepared.get(records[b]!)).weight,
      forbidden: (forbiddenIn.get(root) ?? []).map(([a, b]) => [placeOf.get(a)!, placeOf.get(b)!] as const),
    });
    for (const [one, ...others] of result.clusters) {
      for (const other of others) clusters.join(records[one!]!, records[other]!);
    }
    for (const { edge, reason } of result.held) edges.hold(own[edge]!, reason);
  }
  return clusters;
}
