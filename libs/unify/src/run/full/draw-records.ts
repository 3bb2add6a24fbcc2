import { hashKey, type KeyHash } from '../../store/key-hash.ts';
import type { RecordPool } from './record-pool.ts';

/**
 * Some `most` records, all where there are not more, told by a hash of their refs, so that neither their order nor what is in them matters.
 * @param half of the hash: records drawn by one half say nothing of those drawn by the other
 */
export function drawRecords(pool: RecordPool, most: number, half: keyof KeyHash): number[] {
  const share = (most / pool.length) * 2 ** 32;
  const hash: KeyHash = { high: 0, low: 0 };
  const drawn: number[] = [];
  for (let record = 0; record < pool.length; record += 1) {
    hashKey({ kind: pool.source(record), value: pool.keys.text(record) }, hash);
    if (hash[half] >>> 0 < share) drawn.push(record);
  }
  return drawn;
}
