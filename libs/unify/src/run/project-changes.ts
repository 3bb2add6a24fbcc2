import type { PoolClient } from 'pg';
import { readByKeys, type SnapshotTable } from '@app/snapshot-core';
import { matchKeys } from '../match/match-keys.ts';
import { type ModelSource, type UnifiedModel } from '../model/unified-model.ts';
import { refText, sourceName } from '../model/source-record.ts';
import { belongs, projectRecord } from '../project/project-record.ts';
import { deleteMembers, type Member, readMembers, saveMembers } from '../store/members.ts';
import type { ChangedKeys } from './changed-records.ts';

const BATCH = 2000;

/** What projecting changed: members as they were before, by ref; `undefined` for those that are new. */
export type ProjectedChanges = Map<string, Member | undefined>;

/**
 * Projects changed source records and brings their members up to date. Records that look the same to the model as before
 * are left out of the answer, unless `all` is set: whatever changed in them is nothing to unify.
 */
export async function projectChanges(
  tx: PoolClient,
  schema: string,
  model: UnifiedModel,
  tables: ReadonlyMap<string, SnapshotTable>,
  changed: readonly ChangedKeys[],
  all: boolean,
): Promise<ProjectedChanges> {
  const before: ProjectedChanges = new Map();
  for (const { source, keys } of changed) {
    const definition = model.sources.find((each) => sourceName(each) === source);
    for (let at = 0; at < keys.length; at += BATCH) {
      const batch = keys.slice(at, at + BATCH);
      const snapshot = tables.get(source);
      const records = definition && snapshot ? await readByKeys(tx, snapshot, batch) : new Map<string, never>();
      await projectBatch(tx, schema, { model, definition, source, all }, batch, records, before);
    }
  }
  return before;
}

interface Batch {
  model: UnifiedModel;
  /** Undefined when the model no longer has this source. */
  definition: ModelSource | undefined;
  source: string;
  all: boolean;
}

async function projectBatch(
  tx: PoolClient,
  schema: string,
  { model, definition, source, all }: Batch,
  keys: readonly string[],
  records: ReadonlyMap<string, { values: Record<string, string | null> }>,
  before: ProjectedChanges,
): Promise<void> {
  const [integration = '', stream = ''] = splitSource(source);
  const refOf = (key: string) => refText({ integration, stream, key });
  const stored = await readMembers(tx, schema, model.name, keys.map(refOf));
  const known = new Map(stored.map((member) => [member.ref, member]));
  const present = new Set<string>();
  const changed = keys.flatMap((key) => {
    const record = records.get(key);
    if (!record || !definition) return [];
    const projection = projectRecord(model, definition, record.values, { key });
    if (!belongs(definition, projection)) return [];
    present.add(key);
    const ref = refOf(key);
    if (!all && sameProjection(known.get(ref)?.projection, projection)) return [];
    return [{ ref, source, key, projection, keys: matchKeys(model, projection) }];
  });
  const gone = stored.filter(({ key }) => !present.has(key));
  for (const { ref } of [...changed, ...gone]) before.set(ref, known.get(ref));
  await saveMembers(tx, schema, model.name, changed);
  await deleteMembers(
    tx,
    schema,
    model.name,
    gone.map(({ ref }) => ref),
  );
}

/** jsonb does not keep the order of fields: compared field by field. */
function sameProjection(stored: Member['projection'] | undefined, projected: Member['projection']): boolean {
  if (!stored || stored.sourceTime !== projected.sourceTime) return false;
  const fields = Object.keys(projected.fields);
  return (
    fields.length === Object.keys(stored.fields).length &&
    fields.every((field) => {
      const [a, b] = [stored.fields[field], projected.fields[field]!];
      return a !== undefined && a.value === b.value && a.normalised === b.normalised;
    })
  );
}

/** `salesforce.Account` in two. An integration's name has no dot. */
export function splitSource(source: string): [string, string] {
  const dot = source.indexOf('.');
  return [source.slice(0, dot), source.slice(dot + 1)];
}
