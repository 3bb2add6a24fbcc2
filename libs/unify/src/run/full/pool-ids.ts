import { type AssignedIds, assignIds } from '../../cluster/assign-ids.ts';
import { refText, type SourceRecordRef } from '../../model/source-record.ts';
import type { DisjointSets } from './disjoint-sets.ts';
import { uint32List } from './number-list.ts';
import { ID_BYTES, idText } from './id-bytes.ts';
import { idMint } from './mint-ids.ts';
import type { RecordPool } from './record-pool.ts';
import { sortHashes } from './sort-hashes.ts';

/** The ids of all clusters, and what became of the ids there were. */
export interface PoolIds extends Pick<AssignedIds, 'retired' | 'merged' | 'split'> {
  /** The ids of all clusters, by root (first record); in memory that threads share. */
  readonly bytes: Uint8Array;
  /** Id of the cluster with this root; shares memory. */
  bytesOf(root: number): Buffer;
}

/**
 * Gives each cluster its id as `assignIds` does. Nearly all have one previous id among their records and share it with no
 * other cluster, or have none: those are told at once, so that only the rest is looked at in detail.
 */
export function poolIds(pool: RecordPool, clusters: DisjointSets, goneIds: readonly string[]): PoolIds {
  const ids = Buffer.from(new SharedArrayBuffer(pool.length * ID_BYTES));
  const contested = inherit(pool, clusters, ids);
  const gone = new Set(goneIds);
  const mint = idMint();
  const members = new Map<number, number[]>();
  for (let record = 0; record < pool.length; record += 1) {
    const root = clusters.find(record);
    if (root === record && !contested.has(root) && isEmpty(ids, root)) mint(ids, root * ID_BYTES);
    if (contested.has(root)) members.set(root, [...(members.get(root) ?? []), record]);
    const previous = gone.size > 0 ? pool.previousId(record) : null;
    if (previous) gone.delete(idText(previous)); // some of its records are left
  }
  const detailed = assignContested(pool, members, [...gone]);
  for (const [root, id] of detailed.idOf) ids.write(id.replaceAll('-', ''), root * ID_BYTES, 'hex');
  return {
    ...detailed.assigned,
    bytes: ids,
    bytesOf: (root) => ids.subarray(root * ID_BYTES, (root + 1) * ID_BYTES),
  };
}

/** Hands on the ids that nobody contests. Returns the roots of the clusters that share an id, or have several. */
function inherit(pool: RecordPool, clusters: DisjointSets, ids: Buffer): Set<number> {
  const contested = new Set<number>();
  const known = recordsWithId(pool);
  const high = new Int32Array(known.length);
  const low = new Int32Array(known.length);
  for (let i = 0; i < known.length; i += 1) {
    const id = pool.previousId(known[i]!)!;
    // The second half of a UUIDv7 is random, its first half the time.
    high[i] = id.readInt32BE(8);
    low[i] = id.readInt32BE(12);
  }
  const order = sortHashes(high, low);
  for (let from = 0, to = 0; from < order.length; from = to) {
    const id = pool.previousId(known[order[from]!]!)!;
    const root = clusters.find(known[order[from]!]!);
    const roots = new Set([root]);
    for (; to < order.length && sameHalf(high, low, order[from]!, order[to]!); to += 1) {
      const record = known[order[to]!]!;
      roots.add(clusters.find(record));
      // Two ids that agree in 62 random bits: told apart by taking the long way.
      if (!pool.previousId(record)!.equals(id)) contested.add(root).add(clusters.find(record));
    }
    if (roots.size > 1) for (const each of roots) contested.add(each);
    else if (isEmpty(ids, root)) id.copy(ids, root * ID_BYTES);
    else contested.add(root);
  }
  return contested;
}

function recordsWithId(pool: RecordPool): Uint32Array {
  const records = uint32List();
  for (let record = 0; record < pool.length; record += 1) if (pool.previousId(record) !== null) records.push(record);
  return records.view();
}

const sameHalf = (high: Int32Array, low: Int32Array, a: number, b: number): boolean =>
  high[a] === high[b] && low[a] === low[b];

function isEmpty(ids: Buffer, root: number): boolean {
  for (let at = root * ID_BYTES; at < (root + 1) * ID_BYTES; at += 1) if (ids[at] !== 0) return false;
  return true;
}

function assignContested(
  pool: RecordPool,
  members: ReadonlyMap<number, readonly number[]>,
  gone: readonly string[],
): { idOf: Map<number, string>; assigned: Pick<AssignedIds, 'retired' | 'merged' | 'split'> } {
  const roots = [...members.keys()];
  const clusters: SourceRecordRef[][] = [];
  const previous = new Map<string, string>();
  for (const root of roots) {
    const refs = members.get(root)!.map((record) => ({ ref: pool.ref(record), id: pool.previousId(record) }));
    for (const { ref, id } of refs) if (id !== null) previous.set(refText(ref), idText(id));
    clusters.push(refs.map(({ ref }) => ref));
  }
  // Of these no record is left: under names that no record has, so that they claim nothing.
  for (const id of gone) previous.set(`:${id}`, id);
  const { ids, retired, merged, split } = assignIds(clusters, previous);
  return { idOf: new Map(roots.map((root, i) => [root, ids[i]!])), assigned: { retired, merged, split } };
}
