import type { PoolClient } from 'pg';
import type { SnapshotTable } from '@app/snapshot-core';
import type { Linkage } from '../../linkage/linkage.ts';
import { sourceName } from '../../model/source-record.ts';
import type { UnifiedModel } from '../../model/unified-model.ts';
import type { MappingError } from '../../project/mapping-error.ts';
import type { ModelTables } from '../../store/model-tables.ts';
import { beside } from '../beside.ts';
import type { ChangedKeys } from '../changed-records.ts';
import type { Pace } from '../pace.ts';
import { ChangedKeyHolders, type KeyDifferences, noDifferences } from './changed-key-holders.ts';
import { type ChangedMember, projectRow, writeMembers } from './changed-members.ts';
import { batchesOf, readRows, type SourceBatch, type SourceRow } from './source-rows.ts';

/** What changed, and what to make of it. */
export interface ChangesToTakeUp {
  model: UnifiedModel;
  snapshots: ReadonlyMap<string, SnapshotTable>;
  linkage: Linkage;
  changed: readonly ChangedKeys[];
  nextMember: number;
  /** Told of mappings that fail on a record. */
  report: (fault: MappingError) => void;
}

/** A batch's members that look different now, and what of their keys is. */
interface Made extends KeyDifferences {
  members: ChangedMember[];
}

/** What came of {@link takeUpChanges}. */
export interface TakenUp {
  changed: ChangedMember[];
  keys: ChangedKeyHolders;
}

/**
 * Projects changed source records and brings their members and keys up to date. Records that look to the model as they did before
 * are left out of the answer: whatever changed in them is nothing to unify. While some are projected, Postgres writes those before, finds
 * who holds their keys, and reads the next.
 */
export async function takeUpChanges(
  tx: PoolClient,
  tables: ModelTables,
  { model, snapshots, linkage, changed, nextMember, report }: ChangesToTakeUp,
  pace: Pace,
): Promise<TakenUp> {
  const found: ChangedMember[] = [];
  const keys = new ChangedKeyHolders(model, linkage);
  let next = nextMember;
  const make = async ({ source }: SourceBatch, rows: readonly SourceRow[]): Promise<Made> => {
    const made: Made = { members: [], ...noDifferences() };
    for (const row of rows) {
      const after = projectRow(model, source, row, report);
      const { key, unifiedId, projection: before } = row;
      if (after === before) continue;
      const member = { id: row.id ?? next++, source: sourceName(source), key, unifiedId, before, after };
      made.members.push(member);
      keys.change(member, made);
      if (pace.due()) await pace.breathe('read', found.length + made.members.length);
    }
    found.push(...made.members);
    return made;
  };
  const write = async (made: Made | undefined): Promise<void> => {
    if (made === undefined) return;
    await writeMembers(tx, tables, made.members);
    await keys.write(tx, tables, made);
  };
  const batches = batchesOf(model, snapshots, changed);
  const read = async (at: number): Promise<SourceRow[]> =>
    at < batches.length ? readRows(tx, tables, model, batches[at]!) : [];
  const turn = async (made: Made | undefined, at: number): Promise<SourceRow[]> => {
    await write(made);
    return read(at);
  };
  let rows = await read(0);
  let made: Made | undefined;
  for (const [at, batch] of batches.entries()) {
    [rows, made] = await beside(turn(made, at + 1), () => make(batch, rows));
    keys.follow(made);
  }
  await write(made);
  return { changed: found, keys };
}
