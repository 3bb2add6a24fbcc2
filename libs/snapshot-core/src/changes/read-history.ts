import type { Database } from '../db/database.ts';
import { snapshotTransaction } from '../db/snapshot-transaction.ts';
import { readByKeys } from '../snapshot/read-records.ts';
import type { SnapshotTable } from '../snapshot/snapshot-table.ts';
import { readChains } from './chain.ts';
import { type ChangeView, changeView, withLineage } from './change-view.ts';
import { readFeed } from './feed.ts';

/** What is known of a record's past. */
export interface RecordHistory {
  /** Every kept change, oldest first. */
  changes: ChangeView[];
  /** False when earlier changes of the record have been pruned; all of them may be, of one that has not changed since. */
  complete: boolean;
}

/**
 * The kept changes of one record. None, and complete, when there never was such a record (or no trace is left of it: its
 * deletion has been pruned, too).
 */
export function readHistory(db: Database, snapshot: SnapshotTable, key: string): Promise<RecordHistory> {
  return snapshotTransaction(db.pool, async (tx) => {
    const { oldest } = await readFeed(tx, { schemaName: snapshot.schema });
    const links = (await readChains(tx, snapshot, [key], oldest)).get(key) ?? [];
    const first = links.at(-1);
    const complete = first ? first.prev === null : (await readByKeys(tx, snapshot, [key])).size === 0;
    const changes = links.reverse().map((link) => changeView(link, snapshot));
    return { changes: await withLineage(tx, snapshot.schema, changes), complete };
  });
}
