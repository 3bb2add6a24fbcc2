import type { Tenant } from '../catalog/tenant.entity.ts';
import { readFeed } from '../changes/feed.ts';
import type { Database } from '../db/database.ts';
import { snapshotTransaction } from '../db/snapshot-transaction.ts';
import { scanAsOf } from './as-of.ts';
import { DigestSum, type RecordsDigest } from './digest.ts';
import { openAsOf } from './read-as-of.ts';
import { renderRecord } from './render.ts';
import type { SnapshotTable } from './snapshot-table.ts';

/** Records hashed at a time. */
const BATCH = 2000;

export interface SnapshotDigest extends RecordsDigest {
  /** `integration.stream`, or `unified.model`. */
  source: string;
  /** The sequence number at which the records were like that: a reader of the feed compares once it has read up to it. */
  seq: number;
}

/**
 * The checksum of all records of a snapshot, at present or as of a sequence number. Reads every record.
 * @throws WeftError `cursor_too_old` when changes since `seq` have been pruned; `invalid` for one in the future
 */
export function readDigest(
  db: Database,
  tenant: Tenant,
  snapshot: SnapshotTable,
  seq?: number,
): Promise<SnapshotDigest> {
  return snapshotTransaction(db.pool, async (tx) => {
    const asOf = await openAsOf(tx, tenant, snapshot, seq ?? (await readFeed(tx, tenant)).latest);
    const sum = new DigestSum();
    for await (const batch of scanAsOf(tx, asOf, { batchSize: BATCH })) {
      for (const { key, values } of batch) sum.add(key, renderRecord(values, snapshot.columns));
    }
    return { source: snapshot.source, seq: asOf.seq, ...sum.result() };
  });
}
