import type { Linkage } from '../../linkage/linkage.ts';
import type { KeyChunk } from './keys-of-records.ts';

/** The match keys of all records, record by record: key `i` has the hash `high[i]`, `low[i]`. */
export interface PoolKeys {
  high: Int32Array;
  low: Int32Array;
  /** By key: the most records that may hold it before it is generic. */
  capOf: (key: number) => number;
  /** By key: whether two records have to share another beside it. */
  isWeak: (key: number) => boolean;
  /** The keys of record `n` are `starts[n]` up to `starts[n + 1] - 1`. */
  starts: Uint32Array;
}

/**
 * Puts the keys of all records together.
 * @param chunks in the order of the records; emptied, as its memory is needed
 */
export function poolKeys(chunks: KeyChunk[], { capOf, isWeak }: Pick<Linkage, 'capOf' | 'isWeak'>): PoolKeys {
  const total = chunks.reduce((sum, { high }) => sum + high.length, 0);
  const records = chunks.reduce((sum, { counts }) => sum + counts.length, 0);
  const [high, low, kindOf] = [new Int32Array(total), new Int32Array(total), new Uint8Array(total)];
  const starts = new Uint32Array(records + 1);
  const kinds = new Map<string, number>();
  const [caps, weak]: [number[], boolean[]] = [[], []];
  let [at, record] = [0, 0];
  for (let chunk = chunks.shift(); chunk !== undefined; chunk = chunks.shift()) {
    const numbers = chunk.kinds.map((kind) => {
      const known = kinds.get(kind);
      if (known !== undefined) return known;
      weak.push(isWeak(kind));
      const number = caps.push(capOf(kind)) - 1;
      kinds.set(kind, number);
      return number;
    });
    high.set(chunk.high, at);
    low.set(chunk.low, at);
    for (let i = 0; i < chunk.kind.length; i += 1) kindOf[at + i] = numbers[chunk.kind[i]!]!;
    at += chunk.high.length;
    for (const count of chunk.counts) {
      starts[record + 1] = starts[record]! + count;
      record += 1;
    }
  }
  return { high, low, capOf: (key) => caps[kindOf[key]!]!, isWeak: (key) => weak[kindOf[key]!]!, starts };
}
