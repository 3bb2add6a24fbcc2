import type { EmitKey } from '../../linkage/plan-keys.ts';
import type { Steps } from '../../linkage/steps.ts';
import { hashKind, hashValue, type KeyHash } from '../../store/key-hash.ts';
import type { RowChunk } from './row-writer.ts';
import type { Workplace } from './workplace.ts';

/** The match keys of records that follow each other, record by record, and the texts by which they are compared. */
export interface KeyChunk extends RowChunk {
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
  { plan, projection, keys: blocks, rowWriter }: Workplace,
  from: number,
  to: number,
): Steps<KeyChunk> {
  const counts = new Uint32Array(to - from);
  const kinds = new Map<string, { number: number; begun: Readonly<KeyHash> }>();
  const hash: KeyHash = { high: 0, low: 0 };
  const [highs, lows]: [number[], number[]] = [[], []];
  let count = 0;
  const emit: EmitKey = (name, value) => {
    let kind = kinds.get(name);
    if (kind === undefined) kinds.set(name, (kind = { number: kinds.size, begun: hashKind(name) }));
    hashValue(kind.begun, value, hash);
    // Among two dozen, looking is quicker than a set.
    for (let i = 0; i < count; i += 1) if (lows[i] === hash.low && highs[i] === hash.high) return;
    highs[count] = hash.high;
    lows[count] = hash.low;
    count += 1;
    blocks.add(hash.high, hash.low, kind.number);
  };
  for (let record = from; record < to; record += 1) {
    count = 0;
    const projected = projection(record);
    plan.emitKeys(projected, emit);
    rowWriter.add(projected);
    counts[record - from] = count;
    if ((record - from) % STEP === STEP - 1) yield;
  }
  return { counts, ...blocks.take(), ...rowWriter.take(), kinds: [...kinds.keys()] };
}
