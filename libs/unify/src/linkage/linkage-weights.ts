import type { TermCounts } from './terms.ts';

/** What a linkage has learnt: plain JSON, stored per tenant and version of the model, frozen until it is trained anew. */
export interface LinkageWeights {
  /** Raised when the method changes so that stored weights no longer fit; weights of another format are trained anew. */
  readonly format: number;
  /** Records that were learnt from; 0 for the documented default weights. */
  readonly records: number;
  /** log2 odds that two random records, of two sources where there are several, are one entity. */
  readonly prior: number;
  /** By field: how often each word occurs in its values. */
  readonly words: Readonly<Record<string, TermCounts>>;
  /** Kinds of keys that make no candidate pair alone, in order; of weights learnt before there were any, undefined. */
  readonly weak?: readonly string[];
  /** Values that may have more holders than their kind's cap (see wide-values.ts): hashes of their keys in hexadecimal digits, in order. */
  readonly wide?: readonly string[];
  /** In the order of `planComparisons`. */
  readonly comparisons: readonly ComparisonWeights[];
}

/** What one comparison says at each of its levels. */
export interface ComparisonWeights {
  readonly field: string;
  /** log2 of m/u by level. */
  readonly bits: readonly number[];
  /** The comparison that this one depends on, by its place in the list; null when on none. */
  readonly parent: number | null;
  /** By level of the parent: log2 of m/u by level, given that. Empty without a parent. */
  readonly given: readonly (readonly number[])[];
  /** How often each value occurs. */
  readonly terms: TermCounts;
  /** log2 of the probability that two random values are equal: what `bits` takes every value for. */
  readonly typical: number;
}

export const LINKAGE_FORMAT = 7;
