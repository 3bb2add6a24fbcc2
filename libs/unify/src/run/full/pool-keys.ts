import type { Linkage } from '../../linkage/linkage.ts';
import type { UnifiedModel } from '../../model/unified-model.ts';
import { hashKey, type KeyHash } from '../../store/key-hash.ts';
import { parseProjection } from '../../store/projection-text.ts';
import type { Pace } from '../pace.ts';
import { int32List, uint32List, uint8List } from './number-list.ts';
import type { RecordPool } from './record-pool.ts';

/** The match keys of all records, record by record: key `i` has the hash `high[i]`, `low[i]`. */
export interface PoolKeys {
  high: Int32Array;
  low: Int32Array;
  /** By key: the record that holds it. */
  holder: Uint32Array;
  /** By key: the most records that may hold it before it is generic. */
  capOf: (key: number) => number;
  /** The keys of record `n` are `starts[n]` up to `starts[n + 1] - 1`. */
  starts: Uint32Array;
}

export async function keysOfPool(
  model: UnifiedModel,
  linkage: Linkage,
  pool: RecordPool,
  pace: Pace,
): Promise<PoolKeys> {
  const [high, low, holder, kind, starts] = [int32List(), int32List(), uint32List(), uint8List(), uint32List()];
  const kinds = new Map<string, number>();
  const caps: number[] = [];
  const hash: KeyHash = { high: 0, low: 0 };
  for (let record = 0; record < pool.length; record += 1) {
    starts.push(high.length);
    for (const key of linkage.keysOf(parseProjection(model, pool.projections.text(record)))) {
      let number = kinds.get(key.kind);
      if (number === undefined) {
        number = caps.push(linkage.capOf(key.kind)) - 1;
        kinds.set(key.kind, number);
      }
      hashKey(key, hash);
      high.push(hash.high);
      low.push(hash.low);
      holder.push(record);
      kind.push(number);
    }
    if (pace.due()) await pace.breathe('match', 0);
  }
  starts.push(high.length);
  const kindOf = kind.view();
  return {
    high: high.view(),
    low: low.view(),
    holder: holder.view(),
    capOf: (key) => caps[kindOf[key]!]!,
    starts: starts.view(),
  };
}
