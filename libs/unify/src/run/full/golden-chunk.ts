import type { RowPack } from '@app/snapshot-core';
import type { PinnedValues } from '../../merge/apply-pins.ts';
import type { UnifiedModel } from '../../model/unified-model.ts';
import { parseProjection } from '../../store/projection-text.ts';
import { goldenRow } from '../golden-row.ts';
import { ID_BYTES, idText } from './id-bytes.ts';
import type { SharedPool } from './record-pool.ts';
import { RowPacker } from './row-packer.ts';
import { textReader } from './text-list.ts';

/** All that merging clusters takes, in a form that goes from thread to thread. */
export interface GoldenWork {
  readonly model: UnifiedModel;
  readonly pool: SharedPool;
  /** Cluster `n` has the records `members[starts[n]]` up to `members[starts[n + 1] - 1]`, in rising order. */
  readonly starts: Uint32Array;
  readonly members: Uint32Array;
  /** By first record of a cluster: its id. */
  readonly ids: Uint8Array;
}

/** Clusters of a chunk: some 5 milliseconds. */
export const CLUSTERS = 250;
/** That of a company with eight fields. */
const ROW_BYTES = 700;

/** What merges a chunk of clusters, given its number, into their unified records. */
export function openGolden({ model, pool, starts, members, ids }: GoldenWork, pins: PinnedValues) {
  const [keys, projections] = [textReader(pool.keys), textReader(pool.projections)];
  const idBytes = Buffer.from(ids.buffer, ids.byteOffset, ids.byteLength);
  const member = (record: number) => ({
    ref: { ...pool.sources[pool.sourceOf[record]!]!, key: keys(record) },
    projection: parseProjection(model, projections(record)),
  });
  return (chunk: number): RowPack => {
    const packer = new RowPacker(CLUSTERS * ROW_BYTES);
    const end = Math.min((chunk + 1) * CLUSTERS, starts.length - 1);
    for (let cluster = chunk * CLUSTERS; cluster < end; cluster += 1) {
      const own = members.subarray(starts[cluster], starts[cluster + 1]);
      packer.row(goldenRow(model, idText(idBytes, own[0]! * ID_BYTES), Array.from(own, member), pins));
    }
    return packer.pack();
  };
}
