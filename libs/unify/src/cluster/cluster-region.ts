import type { Edge } from '../match/score-pair.ts';
import { compareText, refText, sourceName, type SourceRecordRef } from '../model/source-record.ts';

/** Rules that a clustering keeps. */
export interface ClusterOptions {
  /** `integration.stream` of the sources without duplicates: at most one record of each per cluster. */
  readonly uniqueSources: Iterable<string>;
}

/** An edge names a record that is not in the region: the region was not closed over its edges. */
export class RecordOutsideRegionError extends Error {
  constructor(ref: string, edge: Edge) {
    super(
      `The edge ${edge.a} — ${edge.b} (${edge.rule}) leads to ${ref}, which is not among the records being clustered. ` +
        `Load every record that an edge of the region touches.`,
    );
    this.name = 'RecordOutsideRegionError';
  }
}

/**
 * Clusters of the records under these edges. Edges are taken by weight, then rule, then refs, and each joins the clusters of
 * its two records, unless that would put two records of one duplicate-free source together. The answer depends on
 * the set of records and edges only, not on their order; and, since an edge never reaches past what edges connect,
 * each connected part of a tenant can be clustered by itself.
 *
 * @returns clusters in the order of their first record, records in the order of `refText`; a record without edges alone
 * @throws RecordOutsideRegionError when an edge names a record that is not given
 */
export function clusterRegion(
  records: readonly SourceRecordRef[],
  edges: readonly Edge[],
  options: ClusterOptions,
): SourceRecordRef[][] {
  const unique = new Set(options.uniqueSources);
  const clusters = new Map<string, Cluster>();
  for (const ref of records) {
    const source = sourceName(ref);
    clusters.set(refText(ref), { refs: [ref], unique: new Set(unique.has(source) ? [source] : []) });
  }
  for (const edge of [...edges].sort(compareEdges)) {
    const a = clusterOf(clusters, edge.a, edge);
    const b = clusterOf(clusters, edge.b, edge);
    if (a === b || shareUniqueSource(a, b)) continue;
    join(clusters, a, b);
  }
  return [...new Set(clusters.values())]
    .map(({ refs }) => refs.sort((x, y) => compareText(refText(x), refText(y))))
    .sort((x, y) => compareText(firstRef(x), firstRef(y)));
}

interface Cluster {
  readonly refs: SourceRecordRef[];
  /** Duplicate-free sources that have their record in it. */
  readonly unique: Set<string>;
}

function compareEdges(x: Edge, y: Edge): number {
  return (
    y.weight - x.weight ||
    compareText(x.rule, y.rule) ||
    compareText(first(x), first(y)) ||
    compareText(last(x), last(y))
  );
}

// An edge has no direction; whoever wrote it may have written it either way round.
const first = (edge: Edge): string => (edge.a < edge.b ? edge.a : edge.b);
const last = (edge: Edge): string => (edge.a < edge.b ? edge.b : edge.a);

function clusterOf(clusters: ReadonlyMap<string, Cluster>, ref: string, edge: Edge): Cluster {
  const cluster = clusters.get(ref);
  if (cluster === undefined) throw new RecordOutsideRegionError(ref, edge);
  return cluster;
}

function shareUniqueSource(a: Cluster, b: Cluster): boolean {
  return [...a.unique].some((source) => b.unique.has(source));
}

/** The smaller into the larger, so that a record moves at most log₂(n) times. */
function join(clusters: Map<string, Cluster>, a: Cluster, b: Cluster): void {
  const [large, small] = a.refs.length >= b.refs.length ? [a, b] : [b, a];
  for (const ref of small.refs) {
    large.refs.push(ref);
    clusters.set(refText(ref), large);
  }
  for (const source of small.unique) large.unique.add(source);
}

function firstRef(refs: readonly SourceRecordRef[]): string {
  const [ref] = refs;
  return ref === undefined ? '' : refText(ref);
}
