import type { PoolClient } from 'pg';
import { finishRun, type RunCounts, runLine, type RunLine, type RunView } from '../catalog/runs.ts';
import { saveRejects } from '../catalog/rejects.ts';
import { lockStream, saveStreamIfChanged, type StreamRow } from '../catalog/streams.ts';
import type { Tenant } from '../catalog/tenant.entity.ts';
import { ensureTenant } from '../catalog/tenants.ts';
import { settleTypedView } from '../snapshot/typed/settle-typed-view.ts';
import type { Database } from '../db/database.ts';
import { streamSource } from '../db/names.ts';
import { driftOf, rememberedNames } from './drift/drift-of.ts';
import { suggestRenames } from './drift/suggest-renames.ts';
import type { StagedDelivery } from './delivery.ts';
import { inputsOf, sizeOf } from './input.ts';
import { checkStreamName } from './check-stream-name.ts';
import { releasedHint } from './held/released-hint.ts';
import { settleHeld } from './held/settle-held.ts';
import { progressOf } from './progress.ts';
import { noteDeleted } from './publish/note-deleted.ts';
import { publish, together } from './publish/publish.ts';
import { fixedRun } from './quarantine/fixed-run.ts';
import { countOpenRejects, resolveRejects } from './quarantine/resolve-rejects.ts';
import { type ActiveRun, runTransaction } from './run-transaction.ts';
import { noteMergedRecords } from './merged-records.ts';
import type { StreamSettings } from './settings.ts';
import { settingsFor } from './settings-for.ts';
import type { SyncRequest } from './sync-request.ts';
import { stageDelivery } from './stage-delivery.ts';
import { volatileColumns } from './volatile-columns.ts';

/**
 * Ingests sync output into a stream: one run, one transaction (DESIGN §4). The tenant and the stream are made if need be.
 * Runs of one stream wait for each other.
 * @throws WeftError when the run failed; nothing of it was written then, and the run's row says why
 */
export async function runSync(db: Database, asked: SyncRequest): Promise<RunLine> {
  checkStreamName(asked);
  const tenant = await ensureTenant(db, asked.tenant);
  const { request, settings } = await settingsFor(db, asked);
  if (request.fixes !== undefined) await fixedRun(db, tenant, request.fixes, request);
  const inputs = inputsOf(request);
  const run = {
    tenantId: tenant.id,
    source: streamSource(request.integration, request.stream),
    kind: settings.kind,
    merge: settings.merge,
    delivery: inputs.map(({ name }) => name).join(', '),
    bytesTotal: sizeOf(inputs),
  };
  return runTransaction(db, tenant.name, run, (tx, active) =>
    syncStream(db, tx, { tenant, request, settings, active }),
  );
}

interface Sync {
  tenant: Tenant;
  request: SyncRequest;
  settings: StreamSettings;
  active: ActiveRun;
}

async function syncStream(db: Database, tx: PoolClient, sync: Sync): Promise<RunView> {
  const { tenant, request, settings, active } = sync;
  const stream = await lockStream(tx, tenant, request.integration, request.stream);
  const progress = progressOf(db.pool, active.id, {
    size: sizeOf(inputsOf(request)),
    onProgress: request.onProgress,
  });
  const delivery = { tenant, stream, request, settings, ...active, onRead: progress, pool: db.pool };
  const staged = await stageDelivery(tx, delivery);
  const drift = await suggestRenames(tx, driftOf(stream, staged.delivered, settings), staged.diff);
  const published = staged.loaded
    ? await staged.loaded.publish(active.id, staged.staged, staged.duplicates, settings)
    : together(staged.published, await publish(tx, active.id, staged.diff));
  if (!staged.loaded) await noteDeleted(tx, active.id, staged.diff);
  if (!staged.loaded) await noteMergedRecords(tx, staged.diff.snapshot, staged.diff.stage, settings.mergedInto);
  const openRejects = await quarantine(tx, sync, stream, staged);
  await staged.drop();
  const { snapshot } = staged.diff;
  const mayWait = stream.heldDeletes > 0 || published.held > 0;
  const heldDeletes = mayWait ? await settleHeld(tx, { tenantId: tenant.id, ...snapshot }, active.id) : 0;
  const view = staged.keyColumns ? await settleTypedView(tx, stream, snapshot) : { ...stream, hints: [] };
  if (staged.keyColumns) {
    await saveStreamIfChanged(tx, stream, {
      ...stream,
      keyColumns: staged.keyColumns,
      columns: snapshot.columns,
      delivered: settings.archived ? stream.delivered : rememberedNames(stream, staged.delivered),
      heldDeletes,
      typedView: view.typedView,
      openRejects,
      recordCount: stream.recordCount + published.created - published.deletedByFlag - published.deletedByAbsence,
    });
  }
  const { created, updated, deletedByFlag, deletedByAbsence, held, released, seq } = published;
  const counts: RunCounts = {
    received: staged.received,
    created,
    updated,
    deleted: deletedByFlag + deletedByAbsence,
    unchanged: staged.received - staged.rejects.length - staged.replaced - created - updated - deletedByFlag,
    rejected: staged.rejects.length,
    held,
  };
  const hints = [
    ...releasedHint(released, settings),
    ...view.hints,
    ...(await volatileColumns(tx, snapshot, published, counts.unchanged, settings.version)),
  ];
  const status = held > 0 ? 'held' : 'succeeded';
  const finished = await finishRun(tx, { id: active.id, status, counts, seq, hints, drift });
  await request.onPublished?.(tx, runLine(finished));
  return finished;
}

/** Keeps what was rejected and marks what this run has taken of earlier rejects; returns how many are open. */
async function quarantine(tx: PoolClient, sync: Sync, stream: StreamRow, staged: StagedDelivery): Promise<number> {
  const { active, request } = sync;
  const by = { runId: active.id, streamId: stream.id };
  if (stream.openRejects > 0 || request.fixes !== undefined) {
    await resolveRejects(tx, { ...by, ...staged, ...staged.diff, fixes: request.fixes });
  }
  await saveRejects(tx, { ...by, forms: staged.rejectForms }, staged.rejects);
  const none = stream.openRejects === 0 && staged.rejects.length === 0;
  return none ? 0 : countOpenRejects(tx, stream.id);
}
