import type { PoolClient } from 'pg';
import { spareClient } from '../db/spare-client.ts';
import type { SnapshotTable } from '../snapshot/snapshot-table.ts';
import type { Delivery } from './delivery.ts';
import { inputsOf, sizeOf } from './input.ts';
import { SkipFilter } from './skip-filter.ts';

/** A delivery of at most this many bytes, to a stream of at least this many records, is compared without the filter. */
const SMALL_BYTES = 1 << 20;
const LARGE_RECORDS = 50_000;
/** The hashes of as many records take about as long as a new connection does. */
const MANY_RECORDS = 20_000;

/** The skip filter for a delivery: one that knows nothing where loading it does not pay, or nothing may be skipped. */
export async function filterFor(tx: PoolClient, delivery: Delivery, snapshot: SnapshotTable): Promise<SkipFilter> {
  const filter = await openFilter(tx, delivery, snapshot);
  await filter.complete();
  return filter;
}

/**
 * As {@link filterFor}, for who can begin while its hashes are being read; see {@link SkipFilter.isComplete}.
 * @param isAltered whether this transaction has altered the table, which others cannot read then
 */
export function openFilter(
  tx: PoolClient,
  delivery: Delivery,
  snapshot: SnapshotTable,
  isAltered = true,
): Promise<SkipFilter> {
  const { stream, pool } = delivery;
  const isNew = stream.keyColumns === null;
  if (isNew || !isWorthwhile(delivery)) return Promise.resolve(SkipFilter.empty());
  const mayRead = pool && !isAltered && stream.recordCount >= MANY_RECORDS;
  return SkipFilter.open(tx, snapshot, stream.recordCount, async () => (mayRead ? spareClient(pool) : undefined));
}

/**
 * Reading a million hashes takes most of a second. A small incremental delivery to a large stream is compared sooner than
 * that; a complete extract needs the hashes to tell what is absent without staging everything.
 */
function isWorthwhile({ request, settings, stream }: Delivery): boolean {
  if (request.skipFilter === false || settings.archived) return false;
  // A record that comes again is not absent, also where only what was delivered can tell that.
  if (stream.heldDeletes > 0 && (settings.kind === 'incremental' || settings.scope)) return false;
  const size = sizeOf(inputsOf(request));
  return settings.kind === 'full' || size === null || size > SMALL_BYTES || stream.recordCount < LARGE_RECORDS;
}
