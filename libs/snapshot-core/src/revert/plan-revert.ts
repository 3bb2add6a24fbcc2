import { getRun, type RunLine } from '../catalog/runs.ts';
import { lockStream } from '../catalog/streams.ts';
import type { Tenant } from '../catalog/tenant.entity.ts';
import { changedRecord } from '../changes/change-view.ts';
import type { Database } from '../db/database.ts';
import type { PlannedChange } from '../ingest/plan-sync.ts';
import { planChanges } from '../ingest/publish/plan.ts';
import { findConflicts, type RevertConflict } from './conflicts.ts';
import { openRevertible } from './revertible-run.ts';
import { undoDiff } from './undo-diff.ts';

/** What a revert would do. */
export interface PlannedRevert {
  /** Counts; `run` is 0. */
  line: RunLine;
  /** What stands in the way: with any of these, {@link revertRun} refuses. The counts are of the other records. */
  conflicts: RevertConflict[];
}

/**
 * Tells exactly what {@link revertRun} would do, and writes nothing: the same steps up to the diff, in a transaction that
 * is rolled back. Waits for a run of the stream that is under way.
 * @param onChange gets each change in the feed's order; the next one waits for it
 * @throws WeftError `unknown_run`; `conflict` when the run cannot be reverted at all
 */
export async function planRevert(
  db: Database,
  tenant: Tenant,
  runId: number,
  onChange: (change: PlannedChange) => void | Promise<void>,
): Promise<PlannedRevert> {
  const { integration, stream: name } = await getRun(db, tenant, runId);
  const started = performance.now();
  const tx = await db.pool.connect();
  try {
    await tx.query('begin');
    const run = await openRevertible(tx, tenant, await lockStream(tx, tenant, integration, name), runId);
    const conflicts = await findConflicts(tx, tenant, run);
    const { diff, size } = await undoDiff(
      tx,
      run,
      conflicts.map(({ key }) => key),
    );
    const counts = { created: 0, updated: 0, deleted: 0 };
    for await (const batch of planChanges(tx, diff)) {
      for (const planned of batch) {
        counts[planned.op]++;
        await onChange({ ...changedRecord(planned, run.snapshot), held: false });
      }
    }
    const line: RunLine = {
      tenant: tenant.name,
      integration,
      stream: name,
      run: 0,
      status: 'succeeded',
      kind: 'revert',
      merge: null,
      received: size,
      ...counts,
      unchanged: size - counts.created - counts.updated - counts.deleted,
      rejected: 0,
      held: 0,
      seq: null,
      ms: Math.round(performance.now() - started),
    };
    return { line, conflicts };
  } finally {
    await tx.query('rollback');
    tx.release();
  }
}
