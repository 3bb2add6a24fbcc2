import { finishRun, getRun, type RunCounts, type RunLine, runLine } from '../catalog/runs.ts';
import { lockStream, saveStream } from '../catalog/streams.ts';
import type { Tenant } from '../catalog/tenant.entity.ts';
import type { Database } from '../db/database.ts';
import { streamSource } from '../db/names.ts';
import { execute } from '../db/query.ts';
import { sql } from '../db/sql.ts';
import { WeftError } from '../errors.ts';
import { forgetDeletedVersions } from '../ingest/publish/deleted-versions.ts';
import { publish, type Published } from '../ingest/publish/publish.ts';
import { type RunHooks, runTransaction } from '../ingest/run-transaction.ts';
import { findConflicts, type RevertConflict } from './conflicts.ts';
import { checkKept, checkStatus, openRevertible, type RevertibleRun } from './revertible-run.ts';
import { reopenRejects } from '../ingest/quarantine/resolve-rejects.ts';
import { undoDiff } from './undo-diff.ts';

/**
 * Undoes a run: compensating changes in a run of its own, and the undone one becomes `reverted`. All of it or nothing.
 * Reverting a revert brings the changes back.
 * @returns the new run; `received` is the number of changes undone
 * @throws WeftError `unknown_run`; `conflict` when the run cannot be reverted, or records of it were changed since: then
 *   {@link planRevert} lists all of them
 */
export async function revertRun(db: Database, tenant: Tenant, runId: number, hooks: RunHooks = {}): Promise<RunLine> {
  const target = await getRun(db, tenant, runId);
  checkStatus(target); // before there is a run that could only fail
  const { integration, stream: name } = target;
  const run = {
    tenantId: tenant.id,
    source: streamSource(integration, name),
    kind: 'revert' as const,
    merge: null,
    delivery: `run ${runId}`,
    bytesTotal: null,
  };
  return runTransaction(db, tenant.name, run, async (tx, { id }) => {
    const stream = await lockStream(tx, tenant, integration, name);
    const undone = await openRevertible(tx, tenant, stream, runId);
    refuseConflicts(tenant, undone, await findConflicts(tx, tenant, undone));
    const { diff, size } = await undoDiff(tx, undone);
    const published = await publish(tx, id, diff);
    // Publishing has locked the bound, which moves before changes go: so none of them was missing so far.
    await checkKept(tx, tenant, runId, undone.seq.from);
    const counts = revertCounts(size, published);
    const openRejects = await reopenRejects(tx, stream.id, runId);
    await forgetDeletedVersions(tx, undone.snapshot, runId);
    await saveStream(tx, { ...stream, openRejects, recordCount: stream.recordCount + counts.created - counts.deleted });
    await execute(tx, sql`update weft.sync_run set status = 'reverted' where id = ${runId} and status = 'succeeded'`);
    const finished = await finishRun(tx, { id, status: 'succeeded', counts, seq: published.seq });
    await hooks.onPublished?.(tx, runLine(finished));
    return finished;
  });
}

function revertCounts(size: number, { created, updated, deletedByAbsence }: Published): RunCounts {
  const unchanged = size - created - updated - deletedByAbsence;
  return { received: size, created, updated, deleted: deletedByAbsence, unchanged, rejected: 0, held: 0 };
}

const NAMED = 5;

function refuseConflicts(tenant: Tenant, run: RevertibleRun, conflicts: readonly RevertConflict[]): void {
  if (conflicts.length === 0) return;
  const named = conflicts.slice(0, NAMED).map(({ key, seq, run: later }) => `"${key}" (change ${seq}, run ${later})`);
  const more = conflicts.length > NAMED ? ` and ${conflicts.length - NAMED} more` : '';
  throw new WeftError(
    'conflict',
    `run ${run.id} of ${tenant.name}/${run.snapshot.source} cannot be reverted: since then later runs have changed ` +
      `${conflicts.length === 1 ? 'record' : `${conflicts.length} records:`} ${named.join(', ')}${more}`,
    `Nothing was written. Revert those runs first; \`weft revert ${tenant.name} ${run.id} --plan\` lists every conflict.`,
    { http: 'Nothing was written. Revert those runs first; the same with ?plan=1 lists every conflict.' },
  );
}
