import type { PoolClient } from 'pg';
import {
  type Database,
  finishRun,
  publish,
  type Published,
  readFeed,
  type RunLine,
  runTransaction,
  saveStream,
  stageRows,
  type Tenant,
  unifiedSource,
  WeftError,
} from '@app/snapshot-core';
import { mergeCluster } from '../merge/merge-cluster.ts';
import { parseRef } from '../model/source-record.ts';
import type { UnifiedModel } from '../model/unified-model.ts';
import { NORMALISER_VERSION } from '../normalise/normaliser.ts';
import { type ModelInForce, modelFor } from '../overlay/model-for.ts';
import { assignMembers } from '../store/members.ts';
import { retireIds } from '../store/retired-ids.ts';
import { createUnifyTables } from '../store/unify-tables.ts';
import { readState, saveState } from '../store/unify-state.ts';
import { affectedRegion } from './affected-region.ts';
import { allRecords, changedSince, sourceTables } from './changed-records.ts';
import { type ClusteredRegion, clusterMembers } from './cluster-region.ts';
import { type ProjectedChanges, projectChanges } from './project-changes.ts';
import { openUnifiedTarget, PROVENANCE_COLUMN, SOURCES_COLUMN } from './unified-target.ts';

export interface UnifyOptions {
  /** Look at every record rather than at what changed since the last run. Ids and, if nothing changed, the feed stay. */
  full?: boolean;
  /** Called after each step with its name. What it throws stops the run. */
  onProgress?: (step: 'project' | 'cluster' | 'publish') => void;
}

/**
 * Brings a tenant's unified records of one model up to date with its streams: one run, one transaction (DESIGN §6).
 * The first run, and one after a change of the model or of the normalisers, looks at everything. Runs of one model wait
 * for each other.
 * @returns counts of unified records; `received` is the number of source records that were looked at
 * @throws WeftError when the run failed; nothing of it was written then
 */
export function runUnify(
  db: Database,
  tenant: Tenant,
  { name }: Pick<UnifiedModel, 'name'>,
  options: UnifyOptions = {},
): Promise<RunLine> {
  const source = unifiedSource(name);
  const run = { tenantId: tenant.id, source, kind: 'unify' as const, merge: null, delivery: null, bytesTotal: null };
  return runTransaction(db, tenant.name, run, async (tx, { id, where }) => {
    const inForce = await getModelInForce(tx, tenant, name, where);
    const { model } = inForce;
    const { stream, snapshot } = await openUnifiedTarget(tx, tenant, model);
    await createUnifyTables(tx, tenant.schemaName);
    const changes = await takeChanges(tx, tenant, inForce, options);
    options.onProgress?.('project');
    const region = await affectedRegion(tx, tenant.schemaName, model, changes.projected);
    const clustered = await clusterMembers(tx, tenant.schemaName, model, region, changes.projected);
    await saveClusters(tx, tenant.schemaName, model, clustered);
    options.onProgress?.('cluster');
    const stage = await stageRows(tx, snapshot, id, unifiedColumns(model), unifiedRows(model, clustered));
    const published = await publish(tx, id, {
      snapshot,
      stage: stage.stage,
      merge: 'replace',
      ignore: [],
      deletedWhen: {},
      absence: { type: 'keys', keys: [...clustered.retired.keys()] },
    });
    await stage.drop();
    options.onProgress?.('publish');
    const deleted = published.deletedByAbsence;
    await saveStream(tx, { ...stream, recordCount: stream.recordCount + published.created - deleted });
    const counts = countsOf(changes.received, clustered.clusters.length, published);
    await finishRun(tx, { id, status: 'succeeded', counts, seq: published.seq });
  });
}

/**
 * The model in force for the tenant, its overlay applied; should either be replaced meanwhile, the next run finds that and
 * looks at everything.
 */
async function getModelInForce(tx: PoolClient, tenant: Tenant, name: string, where: string): Promise<ModelInForce> {
  try {
    return await modelFor(tx, tenant, name);
  } catch (error) {
    if (!(error instanceof WeftError)) throw error;
    throw new WeftError(error.code, `${where}: ${error.message}`, error.hint, { cause: error });
  }
}

/** Takes up what happened in the model's streams since the last run, and remembers that it did. */
async function takeChanges(
  tx: PoolClient,
  tenant: Tenant,
  { model, version }: ModelInForce,
  { full }: UnifyOptions,
): Promise<{ projected: ProjectedChanges; received: number }> {
  const schema = tenant.schemaName;
  const state = await readState(tx, schema, model.name);
  const current = state?.version === version && state.normaliserVersion === NORMALISER_VERSION;
  const { latest } = await readFeed(tx, tenant);
  const tables = await sourceTables(tx, tenant, model);
  const since = full || !current ? undefined : await changedSince(tx, tenant, [...tables.keys()], state.seq, latest);
  // The bound moves before changes are pruned: asked after reading them, it tells whether all of them were there.
  const known = since !== undefined && state!.seq + 1 >= (await readFeed(tx, tenant)).oldest;
  const everything = !known;
  const changed = known ? since : await allRecords(tx, schema, model.name, tables);
  const projected = await projectChanges(tx, schema, model, tables, changed, everything);
  await saveState(tx, schema, model.name, { version, normaliserVersion: NORMALISER_VERSION, seq: latest });
  return { projected, received: changed.reduce((sum, { keys }) => sum + keys.length, 0) };
}

async function saveClusters(
  tx: PoolClient,
  schema: string,
  model: UnifiedModel,
  { clusters, retired }: ClusteredRegion,
): Promise<void> {
  const idOf = new Map(clusters.flatMap(({ id, members }) => members.map(({ ref }) => [ref, id] as const)));
  await assignMembers(tx, schema, model.name, idOf);
  await retireIds(tx, schema, model.name, retired);
}

const unifiedColumns = (model: UnifiedModel): string[] => [...model.order, SOURCES_COLUMN, PROVENANCE_COLUMN];

function* unifiedRows(
  model: UnifiedModel,
  { clusters }: ClusteredRegion,
): Generator<{ key: string; values: (string | null)[] }> {
  for (const { id, members } of clusters) {
    const merged = mergeCluster(
      model,
      members.map(({ ref, projection }) => ({ ref: parseRef(ref)!, projection })),
    );
    const values = model.order.map((field) => merged.data[field] ?? null);
    yield { key: id, values: [...values, JSON.stringify(merged.sources), JSON.stringify(merged.provenance)] };
  }
}

function countsOf(received: number, clusters: number, published: Published) {
  const { created, updated, deletedByAbsence } = published;
  const unchanged = clusters - created - updated;
  return { received, created, updated, deleted: deletedByAbsence, unchanged, rejected: 0, held: 0 };
}
