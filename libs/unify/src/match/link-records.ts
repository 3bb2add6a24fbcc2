import { type Clustering, clusterRegion } from '../cluster/cluster-region.ts';
import type { Linkage, Prepared } from '../linkage/linkage.ts';
import { compareText, refText, sourceName } from '../model/source-record.ts';
import type { UnifiedModel } from '../model/unified-model.ts';
import type { Edge } from './edge.ts';
import type { GenericKey } from './generic-key.ts';
import { groupsByRecord, holdersByKey } from './holders.ts';
import type { ProjectedRecord } from './match-records.ts';
import { ENOUGH, strengthOf } from './shared-values.ts';

/** What linking a set of records in memory gives. */
export interface LinkedRecords extends Clustering {
  /** Pairs of the band `auto`. */
  readonly edges: Edge[];
  /** Pairs of the band `review`. */
  readonly doubtful: Edge[];
  /** Key values that made no pairs because too many records hold them. */
  readonly generic: GenericKey[];
  /** Number of candidate pairs that were scored. */
  readonly scored: number;
}

/**
 * Matches and clusters records that are all in memory, by the same keys, scores and clustering as a tenant's run. The
 * answer does not depend on the order of the records.
 */
export function linkRecords(model: UnifiedModel, linkage: Linkage, records: readonly ProjectedRecord[]): LinkedRecords {
  const sorted = records
    .map(({ ref, projection }) => ({ ref, text: refText(ref), projection }))
    .sort((x, y) => compareText(x.text, y.text));
  const prepared = sorted.map(({ projection }) => linkage.prepare(projection));
  const keys = sorted.map(({ projection }) => linkage.keysOf(projection));
  const { holders, kinds, generic } = holdersByKey(keys, (kind, hash) => linkage.capOf(kind, hash));
  const edges: Edge[] = [];
  const doubtful: Edge[] = [];
  let scored = 0;
  const isWeak = kinds.map((kind) => linkage.isWeak(kind));
  for (const [a, b] of candidatePairs(holders, groupsByRecord(holders, sorted.length), isWeak)) {
    scored += 1;
    const edge = linkage.edge(prepared[a]!, prepared[b]!);
    if (edge === null) continue;
    const { band, weight, rule } = edge;
    (band === 'auto' ? edges : doubtful).push({ a: sorted[a]!.text, b: sorted[b]!.text, weight, rule });
  }
  const byText = new Map<string, Prepared>(sorted.map(({ text }, index) => [text, prepared[index]!]));
  const clustering = clusterRegion(
    sorted.map(({ ref }) => ref),
    edges,
    {
      uniqueSources: model.sources.filter(({ unique }) => unique).map(sourceName),
      scoreOf: (a, b) => linkage.score(byText.get(a)!, byText.get(b)!).weight,
    },
  );
  return { ...clustering, edges, doubtful, generic, scored };
}

/**
 * Each pair of records that share enough, once, the smaller index first.
 * @param groupsOf see `groupsByRecord`
 * @param isWeak by group: whether the two have to share another value beside it; without, one of any is enough
 * @param least how strong the values have to be that a pair shares
 * @returns with each pair how strong those are
 */
export function* candidatePairs(
  holders: readonly (readonly number[])[],
  groupsOf: readonly (readonly number[])[],
  isWeak: readonly boolean[] = [],
  least = ENOUGH,
): Generator<readonly [a: number, b: number, strength: number]> {
  const records = groupsOf.length;
  const seenFrom = new Int32Array(records).fill(-1);
  const shared = new Uint16Array(records);
  for (let a = 0; a < records; a += 1) {
    const partners: number[] = [];
    for (const group of groupsOf[a]!) {
      const members = holders[group]!;
      const strength = strengthOf(isWeak[group] === true);
      for (let at = members.length - 1; at >= 0 && members[at]! > a; at -= 1) {
        const b = members[at]!;
        if (seenFrom[b] === a) shared[b]! += strength;
        else {
          seenFrom[b] = a;
          shared[b] = strength;
          partners.push(b);
        }
      }
    }
    for (const b of partners) if (shared[b]! >= least) yield [a, b, shared[b]!];
  }
}
