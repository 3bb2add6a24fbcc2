import type { PoolClient } from 'pg';
import {
  type Database,
  finishRun,
  getSnapshotTables,
  publish,
  type Queryable,
  readFeed,
  type RunLine,
  runTransaction,
  type SnapshotTable,
  type StageRow,
  stageRows,
  type Tenant,
  transaction,
  unifiedSource,
  WeftError,
} from '@app/snapshot-core';
import { listStoredModels } from '../catalog/models.ts';
import { type ModelInForce, modelFor } from '../overlay/model-for.ts';
import { openUnifiedTarget } from '../run/unified-target.ts';
import { pendingRelated } from './pending-related.ts';
import { relatedColumns, type RelatedKind } from './related-changes.ts';
import { createRelatedIndexes } from './related-indexes.ts';
import { createRelateState, dueOnes, readRelateState, type Related, saveRelateState } from './relate-state.ts';

/**
 * Brings what a tenant's unified records show of each other up to date, after some of them changed: first the ids that
 * relations lead to, then the roll-ups of the records that lead to one. Follows the feed, so it costs what changed; a run is
 * made only of a model whose records differ. What it writes depends on the records alone, not on the order in which they came (as I7).
 * @returns the runs
 */
export async function relateModels(db: Database, tenant: Tenant): Promise<RunLine[]> {
  const models = await relatedModels(db.pool, tenant);
  const runs: RunLine[] = [];
  for await (const { inForce, kind } of dueModels(db.pool, tenant, models)) {
    const run = await relateModel(db, tenant, inForce, kind);
    if (run) runs.push(run);
  }
  return runs;
}

/**
 * The same within one transaction, for a plan that rolls it back.
 * @param models in force for the tenant, their streams locked by this transaction
 * @param onWritten called after each step that wrote something, with the change before its first
 */
export async function relateWithin(
  tx: PoolClient,
  tenant: Tenant,
  models: readonly ModelInForce[],
  onWritten: (model: string, snapshot: SnapshotTable, after: number) => Promise<void>,
): Promise<void> {
  for await (const { inForce, kind } of dueModels(tx, tenant, models)) {
    const { latest } = await readFeed(tx, tenant);
    if ((await pendingOf(tx, tenant, inForce, kind)) === undefined) continue;
    const { snapshot, published } = await relateStep(tx, tenant, inForce, kind, 0);
    if (published.updated > 0) await onWritten(inForce.model.name, snapshot, latest);
  }
}

/** What may have to be looked at again, to be taken one after the other: roll-ups are asked for when relations lead where they should. */
async function* dueModels(db: Queryable, tenant: Tenant, models: readonly ModelInForce[]): AsyncGenerator<Related> {
  if (models.length === 0) return;
  await createRelateState(db, tenant.schemaName);
  for (const kind of ['relations', 'rollups'] as const) {
    const asked = models.filter(({ model }) => relatedColumns(model, kind).length > 0);
    if (asked.length === 0) continue;
    const related = asked.map((inForce) => ({ inForce, kind }));
    yield* await dueOnes(db, tenant, related);
  }
}

/** Models with relations or roll-ups, as they are in force for the tenant. */
export async function relatedModels(db: Queryable, tenant: Tenant): Promise<ModelInForce[]> {
  const models: ModelInForce[] = [];
  for (const { model } of await listStoredModels(db, { related: tenant })) {
    try {
      const inForce = await modelFor(db, tenant, model.name);
      if (inForce.model.relations !== undefined || inForce.model.rollups !== undefined) models.push(inForce);
    } catch (error) {
      if (!(error instanceof WeftError)) throw error; // an overlay that does not fit: a run of that model tells of it
    }
  }
  return models;
}

async function relateModel(
  db: Database,
  tenant: Tenant,
  inForce: ModelInForce,
  kind: RelatedKind,
): Promise<RunLine | undefined> {
  const { model } = inForce;
  // Mostly there is nothing to do, which is found out without a run and without a lock.
  const idle = await transaction(db.pool, async (tx) => {
    const found = await pendingOf(tx, tenant, inForce, kind);
    if (found === undefined) return true;
    if (found.pending.length === 0) await saveRelateState(tx, tenant.schemaName, model.name, kind, found.state);
    return found.pending.length === 0;
  });
  if (idle) return undefined;
  const run = {
    tenantId: tenant.id,
    source: unifiedSource(model.name),
    kind: 'unify' as const,
    merge: null,
    delivery: null,
    bytesTotal: null,
  };
  return runTransaction(db, tenant.name, run, async (tx, { id }) => {
    const { received, published } = await relateStep(tx, tenant, inForce, kind, id);
    const counts = {
      received,
      created: 0,
      updated: published.updated,
      deleted: 0,
      unchanged: received - published.updated,
      rejected: 0,
      held: 0,
    };
    return finishRun(tx, { id, status: 'succeeded', counts, seq: published.seq });
  });
}

/** Writes what is pending of a model that has records. */
async function relateStep(tx: PoolClient, tenant: Tenant, inForce: ModelInForce, kind: RelatedKind, runId: number) {
  const { model } = inForce;
  const { snapshot } = await openUnifiedTarget(tx, tenant, model); // locks it: nobody changes what is compared here
  const { pending, state } = (await pendingOf(tx, tenant, inForce, kind))!;
  const { stage, drop } = await stageRows(tx, snapshot, runId, relatedColumns(model, kind), pending);
  const published = await publish(tx, runId, {
    snapshot,
    stage,
    merge: 'patch',
    ignore: [],
    deletedWhen: {},
    absence: { type: 'none' },
  });
  await drop();
  await saveRelateState(tx, tenant.schemaName, model.name, kind, state);
  return { snapshot, received: pending.length, published };
}

/** What has to be written, and how far the feed is then followed; undefined where the model has no records yet. */
async function pendingOf(
  tx: PoolClient,
  tenant: Tenant,
  { model, version }: ModelInForce,
  kind: RelatedKind,
): Promise<{ pending: StageRow[]; state: { version: string; seq: number } } | undefined> {
  const tables = await getSnapshotTables(tx, tenant);
  const snapshot = tables.get(unifiedSource(model.name));
  if (!snapshot || !relatedColumns(model, kind).every((name) => hasColumn(snapshot, name))) return undefined;
  if (kind === 'relations') await createRelatedIndexes(tx, snapshot, model);
  const { latest, oldest } = await readFeed(tx, tenant);
  const known = await readRelateState(tx, tenant.schemaName, model.name, kind);
  const since = known?.version === version ? { after: known.seq, upTo: latest, oldest } : undefined;
  const others = new Map(
    [...tables].flatMap(([source, table]) =>
      source.startsWith('unified.') ? [[source.slice(8), table] as const] : [],
    ),
  );
  const pending = await pendingRelated(tx, tenant, model, kind, { snapshot, others }, since);
  return { pending, state: { version, seq: latest } };
}

const hasColumn = ({ columns }: SnapshotTable, name: string): boolean => columns.some((column) => column.name === name);
