import type { Database } from '../db/database.ts';
import { snapshotTransaction } from '../db/snapshot-transaction.ts';
import type { SnapshotTable } from '../snapshot/snapshot-table.ts';
import { readChains } from './chain.ts';
import { type ChangeView, changeView } from './change-view.ts';

/** Every kept change of one record, oldest first; empty when there never was such a record. */
export function readHistory(db: Database, snapshot: SnapshotTable, key: string): Promise<ChangeView[]> {
  return snapshotTransaction(db.pool, async (tx) => {
    const links = (await readChains(tx, snapshot, [key], 0)).get(key) ?? [];
    return links.reverse().map((link) => changeView(link, snapshot));
  });
}
