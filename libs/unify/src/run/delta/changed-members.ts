import type { PoolClient } from 'pg';
import { join, rows, type SnapshotTable, sql, tableOf, valueOf } from '@app/snapshot-core';
import { sourceName } from '../../model/source-record.ts';
import type { ModelSource, UnifiedModel } from '../../model/unified-model.ts';
import type { MappingError } from '../../project/mapping-error.ts';
import { belongs, projectRecord } from '../../project/project-record.ts';
import { deleteMembers, insertMembers, type Member, updateProjections } from '../../store/members.ts';
import type { ModelTables } from '../../store/model-tables.ts';
import { projectionText } from '../../store/projection-text.ts';
import type { ChangedKeys } from '../changed-records.ts';
import type { Pace } from '../pace.ts';
import { beside } from '../beside.ts';
import { columnsRead } from '../source-columns.ts';

/** A member that looks different to the model than it did. */
export interface ChangedMember extends Omit<Member, 'projection'> {
  /** Its projection before; null where it is new. */
  before: string | null;
  /** Its projection now; null where its record is gone, or does not belong to the model any more. */
  after: string | null;
}

/** Records projected while Postgres reads as many more. */
const BATCH = 250;

/**
 * Projects changed source records. Records that look to the model as they did before are
 * left out of the answer: whatever changed in them is nothing to unify.
 * @param nextMember number that the first new member gets
 */
export async function changedMembers(
  tx: PoolClient,
  tables: ModelTables,
  model: UnifiedModel,
  snapshots: ReadonlyMap<string, SnapshotTable>,
  changed: readonly ChangedKeys[],
  nextMember: number,
  report: (fault: MappingError) => void,
  pace: Pace,
): Promise<ChangedMember[]> {
  const found: ChangedMember[] = [];
  let next = nextMember;
  for (const { source, keys } of changed) {
    const definition = model.sources.find((each) => sourceName(each) === source);
    const snapshot = snapshots.get(source);
    if (!definition || !snapshot) continue; // a model that loses a source is another version: everything is looked at
    const read = (from: number) => readRows(tx, tables, model, definition, snapshot, keys.slice(from, from + BATCH));
    const project = async (rows: readonly SourceRow[]) => {
      for (const row of rows) {
        const after = projectRow(model, definition, row, report);
        if (after === row.projection) continue;
        const { key, unifiedId, projection: before } = row;
        found.push({ id: row.id ?? next++, source, key, unifiedId, before, after });
        if (pace.due()) await pace.breathe('read', found.length);
      }
    };
    let now = await read(0);
    for (let from = BATCH; now.length > 0; from += BATCH) {
      const rows = now;
      [now] = await beside(read(from), () => project(rows));
    }
  }
  return found;
}

interface SourceRow {
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

/** Records by key, as they are now, beside their members. */
async function readRows(
  tx: PoolClient,
  { member }: ModelTables,
  model: UnifiedModel,
  source: ModelSource,
  snapshot: SnapshotTable,
  keys: readonly string[],
): Promise<SourceRow[]> {
  if (keys.length === 0) return [];
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

function projectRow(
  model: UnifiedModel,
  source: ModelSource,
  { key, present, values, columns }: SourceRow,
  report: (fault: MappingError) => void,
) {
  if (present === null) return null;
  const record = Object.fromEntries(columns.map((column, i) => [column, values[i] ?? null]));
  const projection = projectRecord(model, source, record, { key, report });
  return belongs(source, projection) ? projectionText(model, projection) : null;
}

/** Brings members up to date with what was found of them. */
export async function writeMembers(
  tx: PoolClient,
  tables: ModelTables,
  changed: readonly ChangedMember[],
): Promise<void> {
  const present = changed.flatMap(({ after, ...member }) => (after === null ? [] : [{ ...member, projection: after }]));
  await insertMembers(
    tx,
    tables,
    present.filter(({ before }) => before === null),
  );
  await updateProjections(
    tx,
    tables,
    present.filter(({ before }) => before !== null),
  );
  const gone = changed.filter(({ after }) => after === null);
  await deleteMembers(
    tx,
    tables,
    gone.map(({ id }) => id),
  );
}
