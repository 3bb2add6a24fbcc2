import type { Linkage } from '../../linkage/linkage.ts';
import type { KeyChunk } from './keys-of-records.ts';

/** The match keys of all records, as the threads wrote them. */
export interface PoolKeys {
  /** In the order of the records. */
  chunks: readonly PoolChunk[];
  /** By kind: the most records that may hold a value before it is generic. */
  caps: readonly number[];
  wide: WideValues;
  kinds: readonly string[];
  keys: number;
  records: number;
}

/** Values, by their hashes as texts, that more records may hold than their kind allows; and how many. */
export interface WideValues {
  readonly hashes: ReadonlySet<string>;
  readonly cap: number;
}

const NONE_WIDE: WideValues = { hashes: new Set(), cap: 0 };

/** The keys of some records that follow each other; their kinds by place in `kinds` of all. */
export type PoolChunk = Pick<KeyChunk, 'counts' | 'high' | 'low' | 'kind'>;

/**
 * Gives kinds the same numbers throughout, in place, as hashes stay where they are: put together, a million records' would take 200 MB more.
 * @param chunks in the order of the records
 */
export function poolKeys(chunks: readonly KeyChunk[], capOf: Linkage['capOf'], wide = NONE_WIDE): PoolKeys {
  const numberOf = new Map<string, number>();
  for (const { kind, kinds } of chunks) {
    const numbers = kinds.map((name) => {
      const known = numberOf.get(name) ?? numberOf.size;
      numberOf.set(name, known);
      return known;
    });
    for (let i = 0; i < kind.length; i += 1) kind[i] = numbers[kind[i]!]!;
  }
  const kinds = [...numberOf.keys()];
  return {
    chunks: chunks.map(({ counts, high, low, kind }) => ({ counts, high, low, kind })),
    caps: kinds.map((kind) => capOf(kind)),
    wide,
    kinds,
    keys: chunks.reduce((sum, { high }) => sum + high.length, 0),
    records: chunks.reduce((sum, { counts }) => sum + counts.length, 0),
  };
}
