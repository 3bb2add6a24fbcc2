import type { Linkage } from '../../linkage/linkage.ts';
import type { KeyChunk } from './keys-of-records.ts';

/** The match keys of all records, record by record, numbered throughout. */
export interface PoolKeys {
  /** Their hashes, and by record how many are its, as the threads wrote them. */
  hashes: readonly Pick<KeyChunk, 'counts' | 'high' | 'low'>[];
  /** By key: the most records that may hold it before it is generic. */
  capOf: (key: number) => number;
  /** By key: its kind, by place in `kinds`. */
  kindOf: Uint8Array;
  kinds: readonly string[];
  /** The keys of record `n` are `starts[n]` up to `starts[n + 1] - 1`. */
  starts: Uint32Array;
}

/**
 * Numbers the keys of all records. Their hashes stay where they are: put together, a million records' would take 200 MB more.
 * @param chunks in the order of the records
 */
export function poolKeys(chunks: readonly KeyChunk[], capOf: Linkage['capOf']): PoolKeys {
  const total = chunks.reduce((sum, { high }) => sum + high.length, 0);
  const records = chunks.reduce((sum, { counts }) => sum + counts.length, 0);
  const kindOf = new Uint8Array(total);
  const starts = new Uint32Array(records + 1);
  const kinds = new Map<string, number>();
  const caps: number[] = [];
  let [at, record] = [0, 0];
  for (const chunk of chunks) {
    const numbers = chunk.kinds.map((kind) => {
      const known = kinds.get(kind);
      if (known !== undefined) return known;
      const number = caps.push(capOf(kind)) - 1;
      kinds.set(kind, number);
      return number;
    });
    for (let i = 0; i < chunk.kind.length; i += 1) kindOf[at + i] = numbers[chunk.kind[i]!]!;
    at += chunk.high.length;
    for (const count of chunk.counts) {
      starts[record + 1] = starts[record]! + count;
      record += 1;
    }
  }
  const hashes = chunks.map(({ counts, high, low }) => ({ counts, high, low }));
  return { hashes, capOf: (key) => caps[kindOf[key]!]!, kindOf, kinds: [...kinds.keys()], starts };
}
