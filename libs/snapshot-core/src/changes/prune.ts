import type { Tenant } from '../catalog/tenant.entity.ts';
import type { Database } from '../db/database.ts';
import { execute, first } from '../db/query.ts';
import { ident, sql } from '../db/sql.ts';
import { pruneDeletedVersions } from '../ingest/publish/deleted-versions.ts';
import { pruneLineage } from './lineage.ts';

/** Changes deleted in one transaction. */
const BATCH = 10_000;

/** What pruning has left. */
export interface Pruned {
  /** Changes deleted. */
  changes: number;
  /** Rejected records deleted, with their bytes. */
  rejects: number;
  /** First sequence number that is still kept. */
  oldest: number;
}

/**
 * Forgets the changes of a tenant that were published before a time, and the records rejected before it. The snapshots stay as they are, and so does
 * everything told about the changes that are kept.
 *
 * First the bound moves, then what lies below it is deleted, in batches. Readers look at the bound in the same snapshot of
 * the database as at the changes, so none of them misses a change that it takes for kept; a pruning that was cut off is
 * finished by the next.
 * @param before a change of this time or later stays
 * @param onBatch called after each batch with the number of changes deleted so far; what it throws stops the pruning
 */
export async function pruneChanges(
  db: Database,
  tenant: Tenant,
  before: Date,
  onBatch?: (changes: number) => void,
): Promise<Pruned> {
  const oldest = await moveBound(db, tenant, before);
  const change = ident(tenant.schemaName, 'change');
  let changes = 0;
  for (let last = BATCH; last === BATCH;) {
    last = await execute(
      db.pool,
      sql`
        delete from ${change}
        where seq in (select seq from ${change} where seq < ${oldest} order by seq limit ${BATCH})`,
    );
    changes += last;
    onBatch?.(changes);
  }
  await pruneLineage(db.pool, tenant.schemaName, oldest);
  await pruneDeletedVersions(db.pool, tenant, before);
  return { changes, rejects: await pruneRejects(db, tenant, before), oldest };
}

/**
 * Sequence numbers are in commit order, and a run notes its end while it holds the feed's lock: so the last number of the
 * runs that ended before the time bounds all of them. Publishers wait for no longer than this statement.
 */
async function moveBound(db: Database, tenant: Tenant, before: Date): Promise<number> {
  const feed = ident(tenant.schemaName, 'feed');
  const moved = await first<{ oldest: number }>(
    db.pool,
    sql`
      with past as (
        select max(seq_to) + 1 as oldest
        from weft.sync_run
        where tenant_id = ${tenant.id} and finished_at < ${before}
      )
      update ${feed}
      set oldest_seq = past.oldest
      from past
      where oldest_seq < past.oldest
      returning oldest_seq as oldest`,
  );
  return (moved ?? (await first<{ oldest: number }>(db.pool, sql`select oldest_seq as oldest from ${feed}`)))!.oldest;
}

/** Rejects hold data as it came, so they are kept no longer than the changes; open ones, too. The run still tells how many. */
function pruneRejects(db: Database, tenant: Tenant, before: Date): Promise<number> {
  return execute(
    db.pool,
    sql`
      delete from weft.reject
      using weft.sync_run run
      where run.id = reject.run_id and run.tenant_id = ${tenant.id} and run.finished_at < ${before}`,
  );
}
