import type { PoolClient } from 'pg';
import type { Tenant } from '../catalog/tenant.entity.ts';
import { getSnapshotTables } from '../catalog/snapshot-tables.ts';
import type { Database } from '../db/database.ts';
import { rows } from '../db/query.ts';
import { snapshotTransaction } from '../db/snapshot-transaction.ts';
import { empty, ident, sql } from '../db/sql.ts';
import type { SnapshotTable } from '../snapshot/snapshot-table.ts';
import { readChains } from './chain.ts';
import { type ChangeView, changeView, withLineage } from './change-view.ts';
import { checkCursor, readFeed } from './feed.ts';

/** A page of the change feed. Pass `next` as `after` to go on. */
export interface ChangePage {
  changes: ChangeView[];
  /** Cursor to continue from: everything up to it has been looked at, also what the query filters out. */
  next: number;
  /** The first sequence number that is still kept. */
  oldest: number;
  /** The last one that was given. */
  latest: number;
}

export interface ChangeQuery {
  /** Cursor: the page starts behind this sequence number; 0 is the beginning. */
  after: number;
  limit: number;
  /** Only these sources, `salesforce.Account` or `unified.customer`. */
  sources?: string[];
  ops?: string[];
}

/**
 * Changes behind a cursor, in order, each with the whole record after it.
 * @throws WeftError `cursor_too_old` when changes behind the cursor have been pruned, `invalid` for one in the future.
 */
export function readChanges(db: Database, tenant: Tenant, query: ChangeQuery): Promise<ChangePage> {
  return snapshotTransaction(db.pool, async (tx) => {
    const { oldest, latest } = await readFeed(tx, tenant);
    checkCursor(tenant, query.after, { oldest, latest });
    const page = await rows<{ seq: number; source: string; key: string }>(
      tx,
      sql`
        select seq, source, key
        from ${ident(tenant.schemaName, 'change')}
        where seq > ${query.after}
          ${query.sources?.length ? sql`and source = any(${query.sources})` : empty}
          ${query.ops?.length ? sql`and op = any(${query.ops})` : empty}
        order by seq
        limit ${query.limit}`,
    );
    const full = page.length === query.limit;
    return {
      changes: await withAfterImages(tx, tenant, page),
      next: full ? (page.at(-1)?.seq ?? query.after) : latest,
      oldest,
      latest,
    };
  });
}

async function withAfterImages(
  tx: PoolClient,
  tenant: Tenant,
  page: readonly { seq: number; source: string; key: string }[],
): Promise<ChangeView[]> {
  const from = page[0]?.seq ?? 0;
  const tables = await getSnapshotTables(tx, tenant);
  const views = new Map<number, ChangeView>();
  for (const [source, keys] of keysBySource(page)) {
    const snapshot = tables.get(source) as SnapshotTable;
    for (const links of (await readChains(tx, snapshot, [...keys], from)).values()) {
      for (const link of links) views.set(link.seq, changeView(link, snapshot));
    }
  }
  const inOrder = page.map(({ seq }) => views.get(seq)!);
  return withLineage(tx, tenant.schemaName, inOrder);
}

function keysBySource(page: readonly { source: string; key: string }[]): Map<string, Set<string>> {
  const groups = new Map<string, Set<string>>();
  for (const { source, key } of page) {
    if (!groups.has(source)) groups.set(source, new Set());
    groups.get(source)!.add(key);
  }
  return groups;
}
