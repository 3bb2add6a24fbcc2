import { getRun, type RunLine, runLine, finishRun } from '../catalog/runs.ts';
import { snapshotTableOf } from '../catalog/snapshot-tables.ts';
import { lockStream, saveStream } from '../catalog/streams.ts';
import type { Tenant } from '../catalog/tenant.entity.ts';
import type { Database } from '../db/database.ts';
import { execute, first, type Queryable, rows, transaction } from '../db/query.ts';
import { ident, sql } from '../db/sql.ts';
import { WeftError } from '../errors.ts';
import { type SnapshotTable, tableOf } from '../snapshot/snapshot-table.ts';
import { publish } from './publish/publish.ts';
import { runTransaction } from './run-transaction.ts';
import { inlineStage } from './stage/inline-stage.ts';

/**
 * Carries out the deletes that a run has held, as a run of its own. Records that were written since then stay.
 * @throws WeftError `unknown_run`; `conflict` when nothing waits in it
 */
export async function approveRun(db: Database, tenant: Tenant, runId: number): Promise<RunLine> {
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
    await settle(tx, tenant, runId);
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
    await saveStream(tx, { ...stream, recordCount: stream.recordCount - keys.length });
    await forgetHeld(tx, tenant, [runId]);
    const counts = { received: 0, created: 0, updated: 0, deleted: keys.length, unchanged: 0, rejected: 0, held: 0 };
    await finishRun(tx, { id, status: 'succeeded', counts, seq });
  });
}

/**
 * Drops the deletes that a run has held: the records stay.
 * @returns the run, no longer held
 * @throws WeftError `unknown_run`; `conflict` when nothing waits in it
 */
export async function rejectRun(db: Database, tenant: Tenant, runId: number): Promise<RunLine> {
  await getRun(db, tenant, runId);
  await transaction(db.pool, async (tx) => {
    await settle(tx, tenant, runId);
    await forgetHeld(tx, tenant, [runId]);
  });
  return runLine(await getRun(db, tenant, runId));
}

/** A later complete extract says anew what is absent: what earlier runs of the stream hold is out of date. */
export async function supersedeHeld(tx: Queryable, tenant: Tenant, source: string, byRunId: number): Promise<void> {
  const settled = await rows<{ id: number }>(
    tx,
    sql`
      update weft.sync_run
      set status = 'succeeded'
      where tenant_id = ${tenant.id} and source = ${source} and status = 'held' and id <> ${byRunId}
      returning id`,
  );
  if (settled.length > 0)
    await forgetHeld(
      tx,
      tenant,
      settled.map(({ id }) => id),
    );
}

/** Ends the wait of a run; of two that decide at once the second finds nothing held. */
async function settle(tx: Queryable, tenant: Tenant, runId: number): Promise<void> {
  const settled = await first(
    tx,
    sql`update weft.sync_run set status = 'succeeded' where id = ${runId} and status = 'held' returning id`,
  );
  if (settled) return;
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
      from ${ident(snapshot.schema, 'held_delete')} held
      join ${tableOf(snapshot)} t on t._key = held.key and t._changed_seq = held.changed_seq
      where held.run_id = ${runId}`,
  );
  return waiting.map(({ key }) => key);
}

async function forgetHeld(tx: Queryable, tenant: Tenant, runIds: readonly number[]): Promise<void> {
  await execute(
    tx,
    sql`delete from ${ident(tenant.schemaName, 'held_delete')} where run_id = any(${runIds}::integer[])`,
  );
}
