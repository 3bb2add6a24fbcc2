import { getRun, type RunLine, runLine, finishRun } from '../../catalog/runs.ts';
import { snapshotTableOf } from '../../catalog/snapshot-tables.ts';
import { lockStream, saveStream } from '../../catalog/streams.ts';
import type { Tenant } from '../../catalog/tenant.entity.ts';
import type { Database } from '../../db/database.ts';
import { execute, first, type Queryable, rows, transaction } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import { WeftError } from '../../errors.ts';
import { type SnapshotTable, tableOf } from '../../snapshot/snapshot-table.ts';
import { publish } from '../publish/publish.ts';
import { type RunHooks, runTransaction } from '../run-transaction.ts';
import { inlineStage } from '../stage/inline-stage.ts';
import { ensureHeldDeletes, heldDeletesOf } from './held-delete.ts';
import { settleHeld } from './settle-held.ts';

/**
 * Carries out the deletes that a run has held, as a run of its own. Records that were written since then stay.
 * @throws WeftError `unknown_run`; `conflict` when nothing waits in it
 */
export async function approveRun(
  db: Database,
  tenant: Tenant,
  runId: number,
  { onPublished }: RunHooks = {},
): Promise<RunLine> {
  const held = await getRun(db, tenant, runId);
  const run = {
    tenantId: tenant.id,
    source: `${held.integration}.${held.stream}`,
    kind: 'approve' as const,
    merge: null,
    delivery: `run ${runId}`,
    bytesTotal: null,
  };
  return runTransaction(db, tenant.name, run, async (tx, { id }) => {
    const stream = await lockStream(tx, tenant, held.integration, held.stream);
    await endWait(tx, tenant, runId);
    const snapshot = snapshotTableOf(tenant, stream);
    const keys = await heldKeys(tx, snapshot, runId);
    const { seq } = await publish(tx, id, {
      snapshot,
      stage: inlineStage([], { n: [], hash: [], key: [], values: [] }),
      merge: 'patch',
      ignore: [],
      deletedWhen: {},
      absence: { type: 'keys', keys },
    });
    await execute(tx, sql`delete from ${heldDeletesOf(snapshot.schema)} where run_id = ${runId}`);
    const heldDeletes = await settleHeld(tx, { tenantId: tenant.id, ...snapshot });
    await saveStream(tx, { ...stream, heldDeletes, recordCount: stream.recordCount - keys.length });
    const counts = { received: 0, created: 0, updated: 0, deleted: keys.length, unchanged: 0, rejected: 0, held: 0 };
    const finished = await finishRun(tx, { id, status: 'succeeded', counts, seq });
    await onPublished?.(tx, runLine(finished));
    return finished;
  });
}

/**
 * Rejects the deletes that a run has held: the records stay. As long as complete extracts lack them their deletes are held
 * again, each time, and never carried out unless somebody approves: what a person has refused is not done by itself.
 * @returns the run, no longer held
 * @throws WeftError `unknown_run`; `conflict` when nothing waits in it
 */
export async function rejectRun(db: Database, tenant: Tenant, runId: number): Promise<RunLine> {
  const held = await getRun(db, tenant, runId);
  await transaction(db.pool, async (tx) => {
    await lockStream(tx, tenant, held.integration, held.stream);
    await endWait(tx, tenant, runId);
    await execute(
      tx,
      sql`update ${heldDeletesOf(tenant.schemaName)} set rejected = true, agreed = 0 where run_id = ${runId}`,
    );
  });
  return runLine(await getRun(db, tenant, runId));
}

/** Ends the wait of a run; of two that decide at once the second finds nothing held. */
async function endWait(tx: Queryable, tenant: Tenant, runId: number): Promise<void> {
  const settled = await first(
    tx,
    sql`update weft.sync_run set status = 'succeeded' where id = ${runId} and status = 'held' returning id`,
  );
  if (settled) return ensureHeldDeletes(tx, tenant.schemaName);
  throw new WeftError(
    'conflict',
    `run ${runId} of tenant "${tenant.name}" holds no deletes`,
    'Only a run with status held can be approved or rejected; a later complete extract settles it, too.',
  );
}

async function heldKeys(tx: Queryable, snapshot: SnapshotTable, runId: number): Promise<string[]> {
  const waiting = await rows<{ key: string }>(
    tx,
    sql`
      select held.key
      from ${heldDeletesOf(snapshot.schema)} held
      join ${tableOf(snapshot)} t on t._key = held.key and t._changed_seq = held.changed_seq
      where held.run_id = ${runId}`,
  );
  return waiting.map(({ key }) => key);
}
