import type { Comparison, Value } from './comparison.ts';
import type { Explained } from './linkage.ts';
import { seededRandom, textHash } from './random.ts';
import type { TermCounts } from './terms.ts';

/** A value that so many records have, or more, may be that of one entity. */
const LEAST_HOLDERS = 10;
/** Of each comparison so many values are looked at, the most frequent ones. */
const MOST_VALUES = 200;
/** So many pairs of the holders of each; so many of them have to be matches. */
const PAIRS = 24;
const MATCHES = 12;

/** Records by what is compared of them. */
export interface ComparedRecords {
  readonly comparisons: readonly Comparison<Value>[];
  /** By comparison, by record. */
  readonly values: readonly (readonly (Value | null)[])[];
  /** What the default weights say of two records. */
  readonly explain: (a: number, b: number) => Pick<Explained, 'evidence' | 'prior'>;
}

/**
 * Counts a value as rare that is frequent because one entity has very many records: agreeing in it says as much as agreeing in any rare
 * one. Told by its holders being alike in all else, by the default weights, as nothing is learnt yet.
 * @param terms by comparison
 */
export function countEntities(terms: readonly TermCounts[], records: ComparedRecords): TermCounts[] {
  const { comparisons, values, explain } = records;
  return terms.map((own, c) => {
    if (!comparisons[c]!.levels.some(({ rarity }) => rarity > 0)) return own;
    const frequent = Object.entries(own.counts).filter(([, count]) => count >= LEAST_HOLDERS);
    const holders = new Map(frequent.slice(0, MOST_VALUES).map(([term]) => [term, [] as number[]]));
    values[c]!.forEach((value, record) => value !== null && holders.get(value.text)?.push(record));
    const counts: Record<string, number> = { ...own.counts };
    for (const [term, holding] of holders) {
      const share = shareOfMatches(holding, term, c, { comparisons, explain });
      if (share > 0) counts[term] = Math.max(own.rest, Math.round(counts[term]! * (1 - share)));
    }
    return { ...own, counts };
  });
}

/**
 * How many of the pairs among holders of a value match by all that a comparison does not say; 0 where less than half do.
 * @param text the value: what its pairs are drawn by
 */
export function shareOfMatches(
  records: readonly number[],
  text: string,
  c: number,
  { comparisons, explain }: Pick<ComparedRecords, 'comparisons' | 'explain'>,
): number {
  const areOneElse = (a: number, b: number): boolean => {
    const { evidence, prior } = explain(a, b);
    // The songs of an album agree in all but what they are called, the members of a family in all but the given name.
    let named = 0;
    for (const [each, { primary, levels, apartAt, kinAt }] of comparisons.entries()) {
      const { level, weight } = evidence[each]!;
      if (primary === true) named += weight;
      if (level === levels[apartAt ?? -1]?.name || level === levels[kinAt ?? -1]?.name) return false;
    }
    if (named < 0) return false;
    return comparisons.reduce((sum, _, each) => (each === c ? sum : sum + evidence[each]!.weight), prior) >= 0;
  };
  return matching(records, seededRandom(textHash(text)), areOneElse);
}

/** Share of pairs drawn at random that are one, 0 where less than half are. */
export function matching(
  records: readonly number[],
  random: () => number,
  areOne: (a: number, b: number) => boolean,
): number {
  if (records.length < 2) return 0;
  let matches = 0;
  for (let pair = 0; pair < PAIRS; pair += 1) {
    const a = Math.floor(random() * records.length);
    const b = (a + 1 + Math.floor(random() * (records.length - 1))) % records.length;
    if (areOne(records[a]!, records[b]!)) matches += 1;
    if (matches + PAIRS - pair - 1 < MATCHES) return 0;
  }
  return matches / PAIRS;
}
