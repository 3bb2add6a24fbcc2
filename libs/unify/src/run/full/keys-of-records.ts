import type { Steps } from '../../linkage/steps.ts';
import { hashKey, type KeyHash } from '../../store/key-hash.ts';
import type { Workplace } from './pool-work.ts';

/** The match keys of some records in a row, record by record. */
export interface KeyChunk {
  /** By record: how many keys are its. */
  readonly counts: Uint32Array;
  /** By key: its hash, in halves. */
  readonly high: Int32Array;
  readonly low: Int32Array;
  /** By key: its kind, by place in `kinds`. */
  readonly kind: Uint8Array;
  readonly kinds: readonly string[];
}

/** Records between two pauses. */
const STEP = 100;

export function* keysOfRecords(
  { linkage, projection, keys: blocks }: Workplace,
  from: number,
  to: number,
): Steps<KeyChunk> {
  const counts = new Uint32Array(to - from);
  const numbers = new Map<string, number>();
  const hash: KeyHash = { high: 0, low: 0 };
  for (let record = from; record < to; record += 1) {
    const keys = linkage.keysOf(projection(record));
    counts[record - from] = keys.length;
    for (const key of keys) {
      let number = numbers.get(key.kind);
      if (number === undefined) numbers.set(key.kind, (number = numbers.size));
      hashKey(key, hash);
      blocks.add(hash.high, hash.low, number);
    }
    if ((record - from) % STEP === STEP - 1) yield;
  }
  return { counts, ...blocks.take(), kinds: [...numbers.keys()] };
}
