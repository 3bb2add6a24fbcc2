import { type Database, enqueueScan, listSources, transaction } from '@app/snapshot-core';
import { enqueueDeliveries, recordDeliveries } from './deliveries.ts';
import { findSyncOutput, type FoundFile } from './find-sync-output.ts';

/**
 * How long a file must have been left alone before it is taken: whoever writes it may not have finished. Writers that
 * pause for longer should write to a name that ends in `.tmp` or `.part`, or begins with a dot, and rename at the end.
 */
export const SETTLE_MS = 2000;

/** Files recorded per statement. */
const BATCH = 5000;

/** What a scan found. */
export interface Scanned {
  /** Files that match the source's pattern. */
  files: number;
  /** Deliveries that were not known before. */
  deliveries: number;
  /** Files too young to be taken; the next scan, which is asked for already, looks again. */
  unsettled: number;
}

/**
 * Looks for new sync output where a source says and queues what it finds: the delivery's row and its job in one
 * transaction. A source that was removed meanwhile has none.
 */
export async function scanSource(db: Database, sourceId: number): Promise<Scanned> {
  const source = (await listSources(db.pool)).find(({ id }) => id === sourceId);
  if (!source) return { files: 0, deliveries: 0, unsettled: 0 };
  const files = await findSyncOutput(source.pattern);
  const now = Date.now();
  const settled = files.filter((file) => isSettled(file, now));
  const unsettled = files.length - settled.length;
  const deliveries = await transaction(db.pool, async (tx) => {
    let recorded = 0;
    for (let at = 0; at < settled.length; at += BATCH) {
      recorded += await recordDeliveries(tx, sourceId, settled.slice(at, at + BATCH));
    }
    await enqueueDeliveries(tx, sourceId);
    if (unsettled) await enqueueScan(tx, sourceId, SETTLE_MS);
    return recorded;
  });
  return { files: files.length, deliveries, unsettled };
}

/** A time of change in the future (copied with its times from a machine whose clock is fast) says nothing: such a file is taken. */
export const isSettled = ({ modifiedAt }: FoundFile, now: number): boolean =>
  Math.abs(now - modifiedAt.getTime()) >= SETTLE_MS;
