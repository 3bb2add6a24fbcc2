import type { Steps } from '../../linkage/steps.ts';
import { hashKey, type KeyHash } from '../../store/key-hash.ts';
import { int32List, uint8List } from './number-list.ts';
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

export function* keysOfRecords({ linkage, projection }: Workplace, from: number, to: number): Steps<KeyChunk> {
  const [high, low, kind] = [int32List(), int32List(), uint8List()];
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
      high.push(hash.high);
      low.push(hash.low);
      kind.push(number);
    }
    if ((record - from) % STEP === STEP - 1) yield;
  }
  // Copies, since what goes to another thread goes as a whole buffer.
  return {
    counts,
    high: high.view().slice(),
    low: low.view().slice(),
    kind: kind.view().slice(),
    kinds: [...numbers.keys()],
  };
}
