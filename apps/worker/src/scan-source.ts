import { type Database, enqueueScan, listSources, transaction } from '@app/snapshot-core';
import { dropOvertaken, enqueueDeliveries, recordDeliveries } from './deliveries.ts';
import { findSyncOutput } from './find-sync-output.ts';
import { type FoundDelivery, gatherParts, hasAllParts } from './gather-parts.ts';

/**
 * How long a file must have been left alone before it is taken: whoever writes it may not have finished. Writers that
 * pause for longer should write to a name that ends in `.tmp` or `.part`, or begins with a dot, and rename at the end.
 */
export const SETTLE_MS = 2000;

/** The same for a delivery in parts, since the youngest of them was written: there may be one more to come. */
export const PARTS_SETTLE_MS = 30_000;

/** Files recorded per statement. */
const BATCH = 5000;

/** What a scan found. */
export interface Scanned {
  /** Files that match the source's pattern. */
  files: number;
  /** Deliveries that were not known before. */
  deliveries: number;
  /** Deliveries too young to be taken; the next scan, which is asked for already, looks again. */
  unsettled: number;
  /** First parts of deliveries that lack a part between others: they wait until it has come. */
  incomplete?: string[];
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
  const found = gatherParts(files);
  const whole = found.filter(hasAllParts);
  const settled = whole.filter((delivery) => isSettled(delivery, now));
  const young = whole.filter((delivery) => !isSettled(delivery, now));
  const incomplete = found.filter((delivery) => !hasAllParts(delivery)).map(({ path }) => path);
  const deliveries = await transaction(db.pool, async (tx) => {
    let recorded = 0;
    for (let at = 0; at < settled.length; at += BATCH) {
      const batch = settled.slice(at, at + BATCH);
      await dropOvertaken(tx, sourceId, batch);
      recorded += await recordDeliveries(tx, sourceId, batch);
    }
    await enqueueDeliveries(tx, sourceId);
    if (young.length > 0) await enqueueScan(tx, sourceId, Math.min(...young.map(settleTime)));
    return recorded;
  });
  const told = incomplete.length > 0 ? { incomplete } : {};
  return { files: files.length, deliveries, unsettled: young.length, ...told };
}

/** A time of change in the future (copied with its times from a machine whose clock is fast) says nothing: such a file is taken. */
export const isSettled = (found: Pick<FoundDelivery, 'modifiedAt' | 'parts'>, now: number): boolean =>
  Math.abs(now - found.modifiedAt.getTime()) >= settleTime(found);

const settleTime = ({ parts }: Pick<FoundDelivery, 'parts'>): number => (parts ? PARTS_SETTLE_MS : SETTLE_MS);
