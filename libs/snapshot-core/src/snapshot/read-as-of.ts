import type { Tenant } from '../catalog/tenant.entity.ts';
import { checkAsOf, readFeed } from '../changes/feed.ts';
import type { Database } from '../db/database.ts';
import type { Queryable } from '../db/query.ts';
import { snapshotTransaction } from '../db/snapshot-transaction.ts';
import { type AsOf, recordAsOf, scanAsOf } from './as-of.ts';
import { columnNamed, itemText, type RecordQuery } from './read-records.ts';
import type { SnapshotTable } from './snapshot-table.ts';
import { type RecordView, recordView } from './record-view.ts';
import type { StoredRecord } from './stored-record.ts';

/** A filter may let few records pass: larger batches then fill a page in fewer steps. */
const FILTERED_BATCH = 500;

/**
 * A page of the records as they were right after a change, in order of key (by bytes): those deleted since are there
 * again, those created since are not. What is read does not change any more, so that pages read one after the other
 * belong together, whatever is written meanwhile. Columns that came later read as null.
 * @param seq a sequence number of the tenant's feed; one below the oldest that is kept is the earliest state known
 * @throws WeftError `cursor_too_old` when changes since have been pruned; `invalid` for a sequence number in the future,
 *   or when the filter names a field that the stream does not have
 */
export function readRecordsAsOf(
  db: Database,
  tenant: Tenant,
  snapshot: SnapshotTable,
  seq: number,
  query: RecordQuery,
): Promise<RecordView[]> {
  const wanted = matches(snapshot, query);
  const selective = query.filter !== undefined || query.includes !== undefined || query.changedSince !== undefined;
  const batchSize = selective ? Math.max(query.limit, FILTERED_BATCH) : query.limit;
  return snapshotTransaction(db.pool, async (tx) => {
    const asOf = await openAsOf(tx, tenant, snapshot, seq);
    const page: RecordView[] = [];
    for await (const batch of scanAsOf(tx, asOf, { after: query.after, batchSize })) {
      page.push(...batch.filter(wanted).map((record) => recordView(record, snapshot)));
      if (page.length >= query.limit) break;
    }
    return page.slice(0, query.limit);
  });
}

/**
 * One record as it was right after a change, or undefined when it was not there.
 * @throws WeftError `cursor_too_old`, `invalid` as {@link readRecordsAsOf}
 */
export function readRecordAsOf(
  db: Database,
  tenant: Tenant,
  snapshot: SnapshotTable,
  seq: number,
  key: string,
): Promise<RecordView | undefined> {
  return snapshotTransaction(db.pool, async (tx) => {
    const record = await recordAsOf(tx, await openAsOf(tx, tenant, snapshot, seq), key);
    return record && recordView(record, snapshot);
  });
}

/** Checks that the state can be told, in the transaction that is going to read it. */
export async function openAsOf(tx: Queryable, tenant: Tenant, snapshot: SnapshotTable, seq: number): Promise<AsOf> {
  const feed = await readFeed(tx, tenant);
  checkAsOf(tenant, seq, feed);
  return { snapshot, seq, oldest: feed.oldest };
}

/** Compares stored texts, as the filter of a present state does in SQL. */
function matches(
  snapshot: SnapshotTable,
  { filter, includes, changedSince }: RecordQuery,
): (record: StoredRecord) => boolean {
  const conditions = Object.entries(filter ?? {}).map(
    ([field, value]) => [columnNamed(snapshot, field).name, value] as const,
  );
  const items = Object.entries(includes ?? {}).map(
    ([field, text]) => [columnNamed(snapshot, field).name, itemText(text)] as const,
  );
  return ({ values, changedSeq }) =>
    changedSeq > (changedSince ?? -1) &&
    items.every(([name, item]) => `,${(values[name] ?? '').slice(1, -1)},`.includes(item)) &&
    conditions.every(([name, value]) => Object.hasOwn(values, name) && values[name] === value);
}
