import type { PoolClient } from 'pg';
import { type RunCounts, type RunLine } from '../catalog/runs.ts';
import { lockStream } from '../catalog/streams.ts';
import type { RunDrift } from '../catalog/sync-run.entity.ts';
import { ensureTenantIn } from '../catalog/tenants.ts';
import { changedRecord, type ChangeView } from '../changes/change-view.ts';
import type { Database } from '../db/database.ts';
import { streamSource } from '../db/names.ts';
import { driftOf } from './drift/drift-of.ts';
import { suggestRenames } from './drift/suggest-renames.ts';
import { checkStreamName } from './check-stream-name.ts';
import { planChanges } from './publish/plan.ts';
import { inputsOf, sizeOf } from './input.ts';
import type { SyncRequest } from './sync-request.ts';
import type { StreamSettings } from './settings.ts';
import { settingsFor } from './settings-for.ts';
import { stageOnly } from './stage-delivery.ts';

/** A change that a run would make: as in the feed, but without number, run and time. */
export type PlannedChange = Omit<ChangeView, 'seq' | 'run' | 'at'> & {
  /** It would wait for approval. */
  held: boolean;
};

/**
 * Tells exactly what {@link runSync} would do with the same request, and writes nothing: the same steps up to the diff,
 * in a transaction that is rolled back. Waits for a run of the stream that is under way.
 * @param onChange gets each change in the feed's order; the next one waits for it
 * @returns the counts; `run` is 0
 */
export async function planSync(
  db: Database,
  asked: SyncRequest,
  onChange: (change: PlannedChange) => void | Promise<void>,
): Promise<RunLine> {
  checkStreamName(asked);
  const { request, settings } = await settingsFor(db, asked);
  const started = performance.now();
  const tx = await db.pool.connect();
  try {
    await tx.query('begin');
    const { drift, ...counts } = await planStream(tx, request, settings, onChange);
    const { tenant, integration, stream } = request;
    const { kind, merge } = settings;
    const ms = Math.round(performance.now() - started);
    return {
      tenant,
      integration,
      stream,
      run: 0,
      status: counts.held > 0 ? 'held' : 'succeeded',
      kind,
      merge,
      ...counts,
      seq: null,
      ms,
      ...(drift ? { drift } : {}),
    };
  } finally {
    await tx.query('rollback');
    tx.release();
  }
}

async function planStream(
  tx: PoolClient,
  request: SyncRequest,
  settings: StreamSettings,
  onChange: (change: PlannedChange) => void | Promise<void>,
): Promise<RunCounts & { drift: RunDrift | null }> {
  const tenant = await ensureTenantIn(tx, request.tenant);
  const stream = await lockStream(tx, tenant, request.integration, request.stream);
  const where = `the plan for ${tenant.name}/${streamSource(request.integration, request.stream)}`;
  const onRead = (bytesRead: number) => request.onProgress?.(bytesRead, sizeOf(inputsOf(request)));
  const staged = await stageOnly(tx, { tenant, stream, request, settings, id: 0, where, onRead });
  const drift = await suggestRenames(tx, driftOf(stream, staged.delivered, settings), staged.diff);
  const counts = { created: 0, updated: 0, deleted: 0, held: 0 };
  let touched = 0;
  for await (const batch of planChanges(tx, staged.diff)) {
    for (const planned of batch) {
      counts[planned.held ? 'held' : planned.op]++;
      if (!planned.absent) touched++;
      await onChange({ ...changedRecord(planned, staged.diff.snapshot), held: planned.held });
    }
  }
  const rejected = staged.rejects.length;
  const unchanged = staged.received - rejected - staged.replaced - touched;
  return { received: staged.received, ...counts, unchanged, rejected, drift };
}
