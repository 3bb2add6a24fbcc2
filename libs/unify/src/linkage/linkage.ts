import type { MatchKey } from '../match/match-keys.ts';
import type { EmitKey } from './plan-keys.ts';
import type { Projection } from '../project/project-record.ts';
import type { Comparison, Value } from './comparison.ts';
import type { LinkageWeights } from './linkage-weights.ts';
import type { SketchRow } from './sketches/sketch-row.ts';

/** What is decided about a pair: matched by itself, shown to people, or left alone. */
export type Band = 'auto' | 'review' | 'none';

/** What is compared of a record, by comparison; made when it is asked for. */
export interface RecordValues {
  has(comparison: number): boolean;
  value(comparison: number): Value | null;
  projection(): Projection;
  /** What tells most values apart without them. */
  readonly row?: SketchRow;
}

/** A record in the form in which it is compared: compact, and only good for the linkage that prepared it. */
export interface Prepared {
  readonly projection: Projection;
}

/** The verdict on a pair of records. */
export interface Scored {
  /** log2 of the odds that the two are one entity: evidence and prior together. 0 is even odds, 10 about 1,000 to 1. */
  readonly weight: number;
  /** The same as a probability, 0 to 1. */
  readonly probability: number;
  readonly band: Band;
  /** The strongest exact rule that the pair satisfies; null when it satisfies none. */
  readonly rule: string | null;
  /** Why the pair is not matched although its evidence would allow it; null when nothing forbids it. */
  readonly veto: string | null;
}

/** What one comparison says about a pair. */
export interface Evidence {
  /** The model's field, or fields joined by `+` where they are compared together. */
  readonly field: string;
  /**
   * How they compare: `exact`, `similar`, …, `different`, or `missing`, which says nothing. After all others may come `unnamed`:
   * what keeps a pair of companies under the threshold where no name speaks for the match.
   */
  readonly level: string;
  /** What this adds to the weight, in bits; negative where it speaks against the match. */
  readonly weight: number;
}

/** A verdict with its reasons: `evidence` and `prior` add up to the weight, but for an exact rule or a veto. */
export interface Explained extends Scored {
  /** log2 odds of a match before anything is compared. */
  readonly prior: number;
  readonly evidence: readonly Evidence[];
}

/**
 * How the records of one model are linked, under given weights. Pure: the same records always get the same keys and the same
 * verdict, whatever else is compared and in whatever order.
 */
export interface Linkage {
  readonly weights: LinkageWeights;
  /** Blocking keys: two records that share one (of not too many holders), or two of weak kinds, are a candidate pair. Distinct. */
  keysOf(projection: Projection): MatchKey[];
  /** As `keysOf`, one key after the other, without looking whether one comes again. */
  emitKeys(projection: Projection, emit: EmitKey): void;
  /**
   * A key value of this kind with more holders than this is generic: it makes no pairs.
   * @param hash of the key (see key-hash.ts): of some values more may be held, see wide-values.ts
   */
  capOf(kind: string, hash?: string): number;
  /** Two records that share one value of this kind and nothing else are no candidate pair. */
  isWeak(kind: string): boolean;
  prepare(projection: Projection): Prepared;
  /** As `prepare`, of a record whose values lie elsewhere, each `comparisons[c].make` of what `textOf` gave. */
  prepareValues(values: RecordValues): Prepared;
  /** What is compared, and how the values are read off a record. */
  readonly comparisons: readonly Comparison[];
  /** Any two records, also such that share no key. Symmetric. */
  score(a: Prepared, b: Prepared): Scored;
  /** As `score`, but null for the band `none`: which is soon told of most pairs. */
  edge(a: Prepared, b: Prepared): Scored | null;
  /** As `score`, with the evidence; slower. */
  explain(a: Prepared, b: Prepared): Explained;
}
