import {
  namedPairs,
  type PairCounts,
  pairsWithin,
  pairsWithinBoth,
  type RecordIndex,
  sumOfPairs,
} from './pair-counts.ts';
import type { Truth } from './truth.ts';

/** Counted pairs, and those that were got wrong. */
export interface Compared extends PairCounts {
  /** Found pairs that the truth denies, and true pairs that were not found; index pairs, lazily. */
  readonly falseMerges: () => Iterable<readonly [number, number]>;
  readonly misses: () => Iterable<readonly [number, number]>;
}

export interface ComparedRecords {
  /** By record: the cluster it was found to be in. */
  readonly clusterOf: readonly number[];
  /** By record: its file; of a truth whose pairs all lead from file to file, only such pairs are counted. */
  readonly sideOf: readonly string[];
  readonly index: RecordIndex;
}

/** Compares found clusters with the truth, pair by pair, as the truth's form has it. */
export function countPairs(truth: Truth, records: ComparedRecords): Compared {
  if (truth.form === 'clusters') return countClusters(truth.clusterOf, records);
  const { clusterOf } = records;
  const { same, different, unknown } = namedPairs(truth, records.index);
  const together = ([a, b]: readonly [number, number]) => clusterOf[a] === clusterOf[b];
  const correctPairs = same.filter(together).length;
  const misses = () => same.filter((pair) => !together(pair));
  const truePairs = same.length + unknown;
  if (truth.form === 'labels') {
    const wrong = different.filter(together);
    return { truePairs, foundPairs: correctPairs + wrong.length, correctPairs, falseMerges: () => wrong, misses };
  }
  const acrossOnly = same.every(([a, b]) => records.sideOf[a] !== records.sideOf[b]);
  const isTrue = new Set(same.map(([a, b]) => `${a} ${b}`));
  const counted = (a: number, b: number) => !acrossOnly || records.sideOf[a] !== records.sideOf[b];
  return {
    truePairs,
    foundPairs: foundPairs(records, acrossOnly && new Set(records.sideOf).size > 1),
    correctPairs,
    falseMerges: () => pairsIn(clusterOf, (a, b) => counted(a, b) && !isTrue.has(`${a} ${b}`)),
    misses,
  };
}

/** All pairs in found clusters; of pairs across two files: all, less those within either. */
function foundPairs({ clusterOf, sideOf }: ComparedRecords, acrossOnly: boolean): number {
  const all = pairsWithin(clusterOf);
  if (!acrossOnly) return all;
  return all - pairsWithinBoth(clusterOf.map((cluster, record) => [sideOf[record] ?? '', cluster] as const));
}

function countClusters(truth: ReadonlyMap<string, string>, { clusterOf, index }: ComparedRecords): Compared {
  const entityOf = new Map<number, string>();
  const sizes = new Map<string, number>();
  for (const [id, entity] of truth) {
    const records = index.all(id);
    for (const record of records) entityOf.set(record, entity);
    sizes.set(entity, (sizes.get(entity) ?? 0) + Math.max(1, records.length));
  }
  const labelled = [...entityOf.keys()].sort((a, b) => a - b);
  const entities = new Map([...sizes.keys()].map((entity, number) => [entity, number]));
  const entityAt = clusterOf.map((_, record) => entities.get(entityOf.get(record) ?? '') ?? -1);
  const found = clusterOf.map((cluster, record) => (entityOf.has(record) ? cluster : -1));
  return {
    truePairs: sumOfPairs(sizes.values()),
    foundPairs: pairsWithin(labelled.map((record) => clusterOf[record] ?? -1)),
    correctPairs: pairsWithinBoth(labelled.map((record) => [entityOf.get(record) ?? '', clusterOf[record] ?? -1])),
    falseMerges: () => pairsIn(found, (a, b) => entityAt[a] !== entityAt[b]),
    misses: () => pairsIn(entityAt, (a, b) => clusterOf[a] !== clusterOf[b]),
  };
}

/** Pairs of records of one group (below 0: of none) that `wanted` takes. */
function* pairsIn(
  groupOf: readonly number[],
  wanted: (a: number, b: number) => boolean,
): Generator<readonly [number, number]> {
  const groups = new Map<number, number[]>();
  groupOf.forEach((group, record) => {
    if (group >= 0) groups.set(group, [...(groups.get(group) ?? []), record]);
  });
  for (const members of groups.values()) {
    for (let i = 0; i < members.length; i += 1) {
      for (let j = i + 1; j < members.length; j += 1) {
        const pair = [members[i]!, members[j]!] as const;
        if (wanted(...pair)) yield pair;
      }
    }
  }
}
