import { getRun } from '../../catalog/runs.ts';
import { getSnapshotTable } from '../../catalog/snapshot-tables.ts';
import type { Tenant } from '../../catalog/tenant.entity.ts';
import type { Database } from '../../db/database.ts';
import { rows, transaction } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import { readByKeys } from '../../snapshot/read-records.ts';
import { type RenderedRecord, renderRecord } from '../../snapshot/render.ts';
import { tableOf } from '../../snapshot/snapshot-table.ts';
import { ensureHeldDeletes, heldDeletesOf } from './held-delete.ts';

/** A delete that waits, as users see it. */
export interface HeldDeleteView {
  key: string;
  /** Further complete extracts that lacked the record, too, since it was first held. */
  agreed: number;
  /** A person has rejected this delete before: it is never released by itself. */
  rejected: boolean;
  /** The record as it is. */
  data: RenderedRecord;
}

/**
 * Deletes that a run holds, in order of key; `after` is the key to continue from. Records that were written since are
 * not among them: approving would leave them alone.
 * @throws WeftError `unknown_run`
 */
export async function listHeld(
  db: Database,
  tenant: Tenant,
  runId: number,
  page: { after?: string; limit: number },
): Promise<HeldDeleteView[]> {
  const run = await getRun(db, tenant, runId);
  if (run.status !== 'held') return [];
  const snapshot = await getSnapshotTable(db, tenant, run.integration, run.stream);
  await transaction(db.pool, (tx) => ensureHeldDeletes(tx, snapshot.schema));
  const found = await rows<Omit<HeldDeleteView, 'data'>>(
    db.pool,
    sql`
      select held.key, held.agreed, held.rejected
      from ${heldDeletesOf(snapshot.schema)} held
      join ${tableOf(snapshot)} t on t._key = held.key and t._changed_seq = held.changed_seq
      where held.run_id = ${runId} and held.key > ${page.after ?? ''}
      order by held.key
      limit ${page.limit}`,
  );
  const records = await readByKeys(
    db.pool,
    snapshot,
    found.map(({ key }) => key),
  );
  // A record that a run deletes between the two statements is no longer held.
  return found.flatMap((held) => {
    const record = records.get(held.key);
    return record ? [{ ...held, data: renderRecord(record.values, snapshot.columns) }] : [];
  });
}
