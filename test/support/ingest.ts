import { Readable } from 'node:stream';
import {
  type Database,
  getSnapshotTable,
  getTenant,
  readChanges,
  readRecords,
  runSync,
  type RunLine,
  type StreamSettings,
  type SyncInput,
  type SyncRequest,
} from '@app/snapshot-core';

export type Fields = Record<string, unknown>;

/** Sync output from text. */
export function textInput(text: string | Buffer, name = 'test.csv'): SyncInput {
  const bytes = Buffer.from(text);
  return { name, open: () => Readable.from([bytes]), size: bytes.length };
}

/** Ingests CSV text into `crm.Account` of a tenant. */
export function ingest(
  db: Database,
  tenant: string,
  csv: string | Buffer,
  settings: Partial<StreamSettings> = {},
  more: Partial<SyncRequest> = {},
): Promise<RunLine> {
  return runSync(db, { tenant, integration: 'crm', stream: 'Account', input: textInput(csv), settings, ...more });
}

/** All records of a stream by key, read page by page. */
export async function allRecords(
  db: Database,
  tenantName: string,
  integration = 'crm',
  stream = 'Account',
): Promise<Map<string, Fields>> {
  const snapshot = await getSnapshotTable(db, await getTenant(db, tenantName), integration, stream);
  const records = new Map<string, Fields>();
  for (let after: string | undefined; ;) {
    const page = await readRecords(db, snapshot, { limit: 500, after });
    for (const { key, data } of page) records.set(key, data);
    if (page.length < 500) return records;
    after = page.at(-1)!.key;
  }
}

/** What a consumer of the feed holds after it has read all of it, or up to a change: records by `source:key`. */
export async function foldFeed(db: Database, tenantName: string, upTo = Infinity): Promise<Map<string, Fields>> {
  const tenant = await getTenant(db, tenantName);
  const state = new Map<string, Fields>();
  for (let cursor = 0; ;) {
    const page = await readChanges(db, tenant, { after: cursor, limit: 1000 });
    for (const change of page.changes) {
      if (change.seq !== ++cursor) throw new Error(`expected change ${cursor}, got ${change.seq}`);
      if (change.seq > upTo) return state;
      const id = `${change.source}:${change.key}`;
      if (change.after === null) state.delete(id);
      else state.set(id, change.after);
    }
    if (page.next === page.latest) return state;
  }
}
