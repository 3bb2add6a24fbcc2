import type { Comparison, Value } from './comparison.ts';
import type { TermCounts, Terms } from './terms.ts';

/** Rarity neither adds nor takes more than this, in bits. */
const MOST_BITS = 8;

/** log2 of the probability that two random values are equal. */
export function typicalBits({ total, rest, counts }: TermCounts): number {
  const frequent = Object.values(counts);
  const inFrequent = frequent.reduce((sum, count) => sum + count, 0);
  const others = Math.max(0, total - inFrequent) / rest;
  const equal = frequent.reduce((sum, count) => sum + count * count, 0) + others * rest * rest;
  return total === 0 ? 0 : Math.round(Math.log2(equal / (total * total)) * 1000) / 1000;
}

/** The most that `rarityBits` adds, whatever the values. */
export function mostRarity(rarity: number, terms: Terms, typical: number, byWords = false): number {
  if (rarity === 0 || terms.total === 0) return 0;
  if (byWords) return rarity * MOST_BITS;
  return rarity * Math.max(-MOST_BITS, Math.min(MOST_BITS, typical - Math.log2(terms.leastShare)));
}

/**
 * What it adds that two records agree in a rare value rather than a typical one, or in values like each other: negative
 * for frequent ones. Of two different values the more frequent counts.
 */
export function rarityBits(rarity: number, terms: Terms, typical: number, a: string, b: string): number {
  if (rarity === 0 || terms.total === 0) return 0;
  const share = a === b ? terms.shareOf(a) : Math.max(terms.shareOf(a), terms.shareOf(b));
  return rarity * Math.max(-MOST_BITS, Math.min(MOST_BITS, typical - Math.log2(share)));
}

/** As `typicalBits`, of values whose words tell how rare they are. */
export function typicalOfWords(bits: readonly number[]): number {
  if (bits.length === 0) return 0;
  const equal = bits.reduce((sum, each) => sum + 2 ** -each, 0);
  return Math.round(Math.log2(equal / bits.length) * 1000) / 1000;
}

/** What rarity adds at a level that a comparison has found. */
export function rarityOf(
  { levels, bitsOf }: Comparison<Value>,
  level: number,
  { terms, typical }: { readonly terms: Terms; readonly typical: number },
  a: Value,
  b: Value,
): number {
  const { rarity } = levels[level]!;
  if (rarity === 0 || terms.total === 0) return 0;
  if (bitsOf === undefined) return rarityBits(rarity, terms, typical, a.text, b.text);
  return rarity * Math.max(-MOST_BITS, Math.min(MOST_BITS, typical + Math.min(bitsOf(a), bitsOf(b))));
}
