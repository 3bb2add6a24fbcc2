import type { Truth } from './truth.ts';

/** Pairs counted: by truth, by what was found, and by both. */
export interface PairCounts {
  readonly truePairs: number;
  readonly foundPairs: number;
  readonly correctPairs: number;
}

/** Records by the truth's ids. A truth of two files looks its first id up in the left one, its second in the right one. */
export interface RecordIndex {
  /** Index of the record that a truth names as first (`a`) or second (`b`) of a pair, undefined if there is none. */
  find(id: string, as: 'a' | 'b'): number | undefined;
  /** All records that a truth of clusters means by an id: with two files, it may be in both. */
  all(id: string): readonly number[];
}

/** Index pairs that the truth calls one entity (`same`) or two; ids that no record has make a pair that cannot be found. */
export interface TruePairs {
  readonly same: readonly (readonly [number, number])[];
  readonly different: readonly (readonly [number, number])[];
  /** Pairs called one entity of which a record is missing. */
  readonly unknown: number;
}

/** The pairs that a truth names, each once. */
export function namedPairs(truth: Exclude<Truth, { form: 'clusters' }>, records: RecordIndex): TruePairs {
  const seen = new Set<string>();
  const same: [number, number][] = [];
  const different: [number, number][] = [];
  let unknown = 0;
  for (const pair of truth.pairs) {
    const found = findPair(pair.a, pair.b, records);
    const isSame = !('same' in pair) || pair.same === true;
    if (found === undefined) {
      if (isSame) unknown += 1;
      continue;
    }
    const id = `${found[0]} ${found[1]}`;
    if (seen.has(id) || found[0] === found[1]) continue;
    seen.add(id);
    (isSame ? same : different).push(found);
  }
  return { same, different, unknown };
}

function findPair(a: string, b: string, records: RecordIndex): [number, number] | undefined {
  for (const [x, y] of [
    [a, b],
    [b, a],
  ] as const) {
    const [first, second] = [records.find(x, 'a'), records.find(y, 'b')];
    if (first !== undefined && second !== undefined) return first < second ? [first, second] : [second, first];
  }
  return undefined;
}

/** Pairs of one cluster among `records` (all of them when undefined), counted without listing them. */
export function pairsWithin(groups: Iterable<number>): number {
  const sizes = new Map<number, number>();
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  return sumOfPairs(sizes.values());
}

/** Pairs that agree in both of two groupings. */
export function pairsWithinBoth(groups: Iterable<readonly [string, number]>): number {
  const sizes = new Map<string, number>();
  for (const [x, y] of groups) sizes.set(`${x} ${y}`, (sizes.get(`${x} ${y}`) ?? 0) + 1);
  return sumOfPairs(sizes.values());
}

export function sumOfPairs(sizes: Iterable<number>): number {
  let pairs = 0;
  for (const size of sizes) pairs += (size * (size - 1)) / 2;
  return pairs;
}

/** Precision, recall and F1 as fractions; what is nothing out of nothing is 1. */
export function rates({ truePairs, foundPairs, correctPairs }: PairCounts): {
  precision: number;
  recall: number;
  f1: number;
} {
  const ratio = (part: number, whole: number) => (whole === 0 ? 1 : part / whole);
  return {
    precision: ratio(correctPairs, foundPairs),
    recall: ratio(correctPairs, truePairs),
    f1: ratio(2 * correctPairs, truePairs + foundPairs),
  };
}
