import { findRun, type RunView } from '../catalog/runs.ts';
import { runTransitions } from '../catalog/run-statuses.ts';
import { snapshotTableOf } from '../catalog/snapshot-tables.ts';
import type { StreamRow } from '../catalog/streams.ts';
import type { Tenant } from '../catalog/tenant.entity.ts';
import { readFeed } from '../changes/feed.ts';
import type { Queryable } from '../db/query.ts';
import { WeftError } from '../errors.ts';
import type { SnapshotTable } from '../snapshot/snapshot-table.ts';

/** A run whose changes can be undone, and where they are. */
export interface RevertibleRun {
  id: number;
  /** First and last sequence number of its changes. */
  seq: { from: number; to: number };
  snapshot: SnapshotTable;
}

/**
 * Checks a run of a stream that the transaction has locked.
 * @throws WeftError `conflict` when its changes cannot be undone, saying why
 */
export async function openRevertible(
  tx: Queryable,
  tenant: Tenant,
  stream: StreamRow,
  runId: number,
): Promise<RevertibleRun> {
  const run = (await findRun(tx, runId))!;
  const seq = checkStatus(run);
  await checkKept(tx, tenant, runId, seq.from);
  return { id: runId, seq, snapshot: snapshotTableOf(tenant, stream) };
}

/** @throws WeftError `conflict` when changes of the run have been pruned. */
export async function checkKept(tx: Queryable, tenant: Tenant, runId: number, from: number): Promise<void> {
  const { oldest } = await readFeed(tx, tenant);
  if (from >= oldest) return;
  throw new WeftError(
    'conflict',
    `run ${runId} of tenant "${tenant.name}" cannot be reverted: its changes have been pruned`,
    `Changes from ${oldest} on are kept; ingest what the records should be instead.`,
  );
}

/**
 * A run that holds deletes is not finished: undoing it would leave open what they are to be compared with. A model's records
 * follow from its streams: undone, the next unification would make them again.
 * @returns the run's sequence numbers
 * @throws WeftError `conflict`
 */
export function checkStatus(run: RunView): { from: number; to: number } {
  const { tenant, run: id, status, integration, stream, seq } = run;
  const refuse = (reason: string, hint: string, http = hint) =>
    new WeftError('conflict', `run ${id} of ${tenant}/${integration}.${stream} cannot be reverted: ${reason}`, hint, {
      http,
    });
  if (run.kind === 'unify') {
    throw refuse(
      'unified records follow from their streams',
      'Revert the run of the stream that was wrong; the next unification follows.',
    );
  }
  if (status === 'held') {
    throw refuse(
      `it holds ${run.held} deletes`,
      `Decide on them first with \`weft reject ${tenant} ${id}\` or \`weft approve ${tenant} ${id}\`.`,
      `Decide on them first with POST /v1/tenants/${tenant}/runs/${id}/reject or …/approve.`,
    );
  }
  if (status === 'reverted') {
    throw refuse('it has been reverted already', 'Revert the run that did it to bring its changes back.');
  }
  if (!runTransitions[status].includes('reverted')) {
    throw refuse(`it is ${status}`, 'Only a run that has succeeded can be reverted; one that failed wrote nothing.');
  }
  if (seq === null) throw refuse('it made no change', 'There is nothing to undo.');
  return seq;
}
