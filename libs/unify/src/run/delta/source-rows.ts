import type { PoolClient } from 'pg';
import { join, rows, type SnapshotTable, sql, tableOf, valueOf } from '@app/snapshot-core';
import { sourceName } from '../../model/source-record.ts';
import type { ModelSource, UnifiedModel } from '../../model/unified-model.ts';
import type { ModelTables } from '../../store/model-tables.ts';
import type { ChangedKeys } from '../changed-records.ts';
import { columnsRead } from '../source-columns.ts';

/** A changed record beside what is stored of it. */
export interface SourceRow {
  key: string;
  /** Null where the record is gone. */
  present: string | null;
  values: (string | null)[];
  columns: readonly string[];
  /** Of the member, where it is known. */
  id: number | null;
  unifiedId: string | null;
  projection: string | null;
}

/** Changed records of one source. */
export interface SourceBatch {
  source: ModelSource;
  snapshot: SnapshotTable;
  keys: readonly string[];
}

/** Records that are projected while Postgres reads as many more, and writes those before. */
const BATCH = 250;

/** Changed records in batches. */
export function batchesOf(
  model: UnifiedModel,
  snapshots: ReadonlyMap<string, SnapshotTable>,
  changed: readonly ChangedKeys[],
): SourceBatch[] {
  const batches: SourceBatch[] = [];
  for (const { source: name, keys } of changed) {
    const source = model.sources.find((each) => sourceName(each) === name);
    const snapshot = snapshots.get(name);
    if (!source || !snapshot) continue; // a model that loses a source is another version: everything is looked at
    for (let from = 0; from < keys.length; from += BATCH) {
      batches.push({ source, snapshot, keys: keys.slice(from, from + BATCH) });
    }
  }
  return batches;
}

/** Records by key, as they are now, beside their members. */
export async function readRows(
  tx: PoolClient,
  { member }: ModelTables,
  model: UnifiedModel,
  { source, snapshot, keys }: SourceBatch,
): Promise<SourceRow[]> {
  const columns = columnsRead(model, source, snapshot.columns);
  const names = columns.map(({ name }) => name);
  const found = await rows<Omit<SourceRow, 'columns'>>(
    tx,
    sql`
      select wanted.key, t._key as present, array[${join(columns.map(valueOf))}]::text[] as values,
        member.id, member.unified_id as "unifiedId", member.projection
      from unnest(${keys}::text[]) as wanted (key)
      left join ${tableOf(snapshot)} t on t._key = wanted.key
      left join ${member} member on member.source = ${sourceName(source)} and member.key = wanted.key`,
  );
  return found.map((row) => ({ ...row, columns: names }));
}
