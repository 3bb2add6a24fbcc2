/** How often values, or words of values, occurred among the records that were learnt from: plain JSON. */
export interface TermCounts {
  /** Number of values counted. */
  readonly total: number;
  /** Number of values of a term that is not listed: what the rare ones have on average. */
  readonly rest: number;
  /** The more frequent terms. */
  readonly counts: Readonly<Record<string, number>>;
}

/** So many of the most frequent terms are kept; every other term counts as rare. */
const MOST_TERMS = 4000;

export const NO_TERMS: TermCounts = { total: 0, rest: 1, counts: {} };

/** Counts terms: all their occurrences together, in any order. Those that occur once are not listed. */
export function countTerms(occurrences: Iterable<string>): TermCounts {
  const counts = new Map<string, number>();
  let total = 0;
  for (const term of occurrences) {
    total += 1;
    counts.set(term, (counts.get(term) ?? 0) + 1);
  }
  return keepFrequent(counts, total);
}

export function keepFrequent(counts: ReadonlyMap<string, number>, total: number): TermCounts {
  const sorted = [...counts].filter(([, count]) => count > 1).sort(([x, m], [y, n]) => n - m || (x < y ? -1 : 1));
  const kept = sorted.slice(0, MOST_TERMS);
  const inKept = kept.reduce((sum, [, count]) => sum + count, 0);
  const others = counts.size - kept.length;
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const rest = others === 0 ? 1 : Math.max(1, (all - inKept) / others);
  return { total, rest: Math.round(rest * 1000) / 1000, counts: Object.fromEntries(kept) };
}

/** Frequencies ready to be asked. */
export class Terms {
  private readonly counts: ReadonlyMap<string, number>;
  readonly total: number;
  private readonly rest: number;
  /** By count: bits of a term that occurs so often. */
  private readonly bits = new Map<number, number>();

  constructor({ total, rest, counts }: TermCounts) {
    this.counts = new Map(Object.entries(counts));
    this.total = total;
    this.rest = rest;
  }

  countOf(term: string): number {
    return this.counts.get(term) ?? this.rest;
  }

  /** Share of all values, above 0. */
  shareOf(term: string): number {
    return Math.min(1, this.countOf(term) / Math.max(1, this.total));
  }

  /** Share of the rarest terms. */
  get leastShare(): number {
    let least = this.rest;
    for (const count of this.counts.values()) least = Math.min(least, count);
    return Math.min(1, least / Math.max(1, this.total));
  }

  /**
   * Information of meeting the term: −log₂ of its share, at least a little for any term. In multiples of 2^-10: sums of such
   * numbers are exact, in whatever order words are added.
   */
  bitsOf(term: string): number {
    const count = this.countOf(term);
    const known = this.bits.get(count);
    if (known !== undefined) return known;
    const exact = Math.max(LEAST_BITS, Math.log2((this.total + UNSEEN) / (count + UNSEEN / UNSEEN_SHARE)));
    const bits = Math.round(exact * 1024) / 1024;
    this.bits.set(count, bits);
    return bits;
  }
}

const LEAST_BITS = 0.5;
/** Values that are thought to have been seen before any was: with few records rare and frequent words differ less. */
const UNSEEN = 500;
const UNSEEN_SHARE = 500;
