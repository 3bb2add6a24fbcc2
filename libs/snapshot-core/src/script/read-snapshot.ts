import { snapshotTableOf } from '../catalog/snapshot-tables.ts';
import { getStream } from '../catalog/streams.ts';
import { getTenant } from '../catalog/tenants.ts';
import type { Database } from '../db/database.ts';
import { WeftError } from '../errors.ts';
import { readRecords } from '../snapshot/read-records.ts';
import type { RecordView } from '../snapshot/record-view.ts';
import type { SnapshotTable } from '../snapshot/snapshot-table.ts';

/** A stream of one tenant's integration. */
export interface StreamName {
  tenant: string;
  integration: string;
  stream: string;
}

const PAGE_SIZE = 1000;

/** The snapshot table of a stream; undefined when nothing was ever synced to it. */
export async function findSnapshot(db: Database, name: StreamName): Promise<SnapshotTable | undefined> {
  try {
    const tenant = await getTenant(db, name.tenant);
    return snapshotTableOf(tenant, await getStream(db, tenant, name.integration, name.stream));
  } catch (error) {
    if (error instanceof WeftError && ['unknown_tenant', 'unknown_stream'].includes(error.code)) return undefined;
    throw error;
  }
}

/**
 * Every record of a snapshot in order of key (by bytes), read page by page: what others write meanwhile may or may not be
 * among them.
 */
export async function* snapshotRecords(db: Database, snapshot: SnapshotTable): AsyncGenerator<RecordView> {
  for (let after: string | undefined; ;) {
    const page = await readRecords(db, snapshot, { limit: PAGE_SIZE, after });
    yield* page;
    if (page.length < PAGE_SIZE) return;
    after = page.at(-1)!.key;
  }
}
