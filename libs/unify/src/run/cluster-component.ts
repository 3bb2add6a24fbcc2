import { clusterRegion } from '../cluster/cluster-region.ts';
import { refText, sourceName, type SourceRecordRef } from '../model/source-record.ts';
import type { UnifiedModel } from '../model/unified-model.ts';

/** A pair of records of a component, by their places in it. */
export interface ComponentEdge {
  a: number;
  b: number;
  weight: number;
  rule: string | null;
  /** A person has decided that the two are one entity. */
  forced: boolean;
}

/** Records that edges hold together, and that no edge connects with any other. */
export interface Component {
  refs: readonly SourceRecordRef[];
  edges: readonly ComponentEdge[];
  /** Weight of any two records, by their places. */
  scoreOf: (a: number, b: number) => number;
  /** Pairs, by their places, that a person has decided are two entities. */
  forbidden: readonly (readonly [number, number])[];
}

export interface ClusteredComponent {
  /** Places of the records of each cluster, in the order of `refText`. */
  clusters: number[][];
  /** Edges that did not join their records, by their place among the edges, and why. */
  held: { edge: number; reason: string }[];
}

/** Clusters a component by itself, which gives what clustering everything would. */
export function clusterComponent(model: UnifiedModel, component: Component): ClusteredComponent {
  const { refs, edges, scoreOf, forbidden } = component;
  if (refs.length === 1) return { clusters: [[0]], held: [] };
  const texts = refs.map(refText);
  const placeOf = new Map(texts.map((text, place) => [text, place]));
  const { clusters, review } = clusterRegion(
    refs,
    edges.map(({ a, b, weight, rule }) => ({ a: texts[a]!, b: texts[b]!, weight, rule })),
    {
      uniqueSources: model.sources.filter(({ unique }) => unique).map(sourceName),
      scoreOf: (a, b) => scoreOf(placeOf.get(a)!, placeOf.get(b)!),
      forced: edges.filter(({ forced }) => forced).map(({ a, b }) => [texts[a]!, texts[b]!]),
      forbidden: forbidden.map(([a, b]) => [texts[a]!, texts[b]!]),
    },
  );
  const edgeOf = new Map(review.length === 0 ? [] : edges.map(({ a, b }, edge) => [pairOf(a, b), edge]));
  const held = review.flatMap(({ a, b, reason }) => {
    const edge = edgeOf.get(pairOf(placeOf.get(a)!, placeOf.get(b)!));
    return edge === undefined ? [] : [{ edge, reason }];
  });
  return { clusters: clusters.map((cluster) => cluster.map((ref) => placeOf.get(refText(ref))!)), held };
}

const pairOf = (a: number, b: number): string => (a < b ? `${a},${b}` : `${b},${a}`);
