import type { Database } from '../db/database.ts';
import { planSync, type PlannedChange } from '../ingest/plan-sync.ts';
import type { RenderedRecord } from '../snapshot/render.ts';
import type { ScriptRow, WriteOptions } from './options.ts';
import { findSnapshot, snapshotRecords, type StreamName } from './read-snapshot.ts';
import { requestOf } from './write-rows.ts';

/**
 * The records that a snapshot would have after {@link writeRows}, in order of key; nothing is written. Dropped columns are
 * still in what was there before.
 */
export async function planRows(
  db: Database,
  name: StreamName,
  rows: readonly ScriptRow[],
  options: WriteOptions,
): Promise<RenderedRecord[]> {
  const changes = new Map<string, PlannedChange>();
  const { request, columns } = await requestOf(db, name, rows, options);
  await planSync(db, request, (change) => void changes.set(change.key, change));
  const planned: { key: string; data: RenderedRecord }[] = [];
  const snapshot = await findSnapshot(db, name);
  if (snapshot) {
    for await (const { key, data } of snapshotRecords(db, snapshot)) {
      const change = changes.get(key);
      changes.delete(key);
      if (!change) planned.push({ key, data });
      else if (change.after) planned.push({ key, data: change.after });
    }
  }
  for (const { key, after } of changes.values()) if (after) planned.push({ key, data: after });
  // Records that the rows leave alone have their new columns, too.
  const blank = Object.fromEntries(
    [...(snapshot?.columns.map((column) => column.name) ?? []), ...columns].map(nameNull),
  );
  return planned
    .sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)))
    .map(({ data }) => ({ ...blank, ...data }));
}

const nameNull = (name: string): [string, null] => [name, null];
