import type { Edge } from '../match/edge.ts';
import { compareText, refText, sourceName, type SourceRecordRef } from '../model/source-record.ts';
import { Agglomeration, type ClusterRules, type Refusal } from './agglomeration.ts';

/** Two records by their refs. */
export type RefPair = readonly [a: string, b: string];

/** Rules that a clustering keeps. */
export interface ClusterOptions {
  /** `integration.stream` of the sources without duplicates: at most one record of each per cluster. */
  readonly uniqueSources: Iterable<string>;
  /** Weight (log2 odds) of any two records of the region; asked for pairs that have no edge. Without it they say nothing. */
  readonly scoreOf?: (a: string, b: string) => number;
  /** Pairs that are one entity whatever anything else says: decisions of people. */
  readonly forced?: Iterable<RefPair>;
  /** Pairs that are not one entity: no cluster holds both, unless forced pairs connect them. */
  readonly forbidden?: Iterable<RefPair>;
  /** No cluster grows beyond so many records by edges. */
  readonly maxSize?: number;
}

/** An edge that did not join its records, and why; it is for people to look at. */
export interface HeldPair {
  readonly a: string;
  readonly b: string;
  readonly weight: number;
  readonly rule: string | null;
  readonly reason: Refusal;
}

export interface Clustering {
  /** Clusters in the order of their first record, records in the order of `refText`; a record without edges alone. */
  readonly clusters: SourceRecordRef[][];
  /** Of all edges between two clusters, the strongest: the one that would have joined them. */
  readonly review: HeldPair[];
}

/** No entity of the real world has more records; what grows beyond it hangs together by something that means nothing. */
export const MAX_CLUSTER_SIZE = 1000;

/** An edge or a link names a record that is not in the region: the region was not closed over its edges. */
export class RecordOutsideRegionError extends Error {
  constructor(ref: string, a: string, b: string) {
    super(
      `The pair ${a} — ${b} leads to ${ref}, which is not among the records being clustered. ` +
        `Load every record that an edge or a link of the region touches.`,
    );
    this.name = 'RecordOutsideRegionError';
  }
}

/**
 * Clusters of the records: forced pairs first, then average linkage over the edges, the two clusters that fit best each
 * time, as long as an edge connects them, the average weight of the pairs between them does not speak against it, and
 * the rules hold. So a chain of good pairs does not swallow what does not belong together. The answer depends on the set
 * of records, edges and links only, not on their order; and, since only edges and links join, each connected part
 * of a tenant can be clustered by itself.
 *
 * @throws RecordOutsideRegionError when an edge or link names a record that is not given
 */
export function clusterRegion(
  records: readonly SourceRecordRef[],
  edges: readonly Edge[],
  options: ClusterOptions,
): Clustering {
  const sorted = records.map((ref) => ({ ref, text: refText(ref) })).sort((x, y) => compareText(x.text, y.text));
  const indexOf = new Map(sorted.map(({ text }, index) => [text, index]));
  const pair = (a: string, b: string): [number, number] => {
    const [x, y] = [indexOf.get(a), indexOf.get(b)];
    if (x === undefined || y === undefined) throw new RecordOutsideRegionError(x === undefined ? a : b, a, b);
    return x < y ? [x, y] : [y, x];
  };
  const unique = new Set(options.uniqueSources);
  const textAt = (index: number): string => sorted[index]?.text ?? '';
  const { scoreOf } = options;
  const rules: ClusterRules = {
    sourceOf: sorted.map(({ ref }) => (unique.has(sourceName(ref)) ? sourceName(ref) : null)),
    forbidden: [...(options.forbidden ?? [])].map(([a, b]) => pair(a, b)),
    maxSize: options.maxSize ?? MAX_CLUSTER_SIZE,
    scoreOf: scoreOf === undefined ? undefined : (x, y) => scoreOf(textAt(x), textAt(y)),
  };
  const agglomeration = new Agglomeration(sorted.length, rules);
  for (const [a, b] of options.forced ?? []) agglomeration.force(...pair(a, b));
  const indexed = edges.map(({ a, b, weight, rule }) => ({ at: pair(a, b), weight, rule }));
  const { clusters, refused } = agglomeration.join(indexed);
  return {
    clusters: clusters.map((members) => members.flatMap((index) => sorted[index]?.ref ?? [])),
    review: refused.map(({ edge, reason }) => ({
      a: textAt(edge.at[0]),
      b: textAt(edge.at[1]),
      weight: edge.weight,
      rule: edge.rule,
      reason,
    })),
  };
}
