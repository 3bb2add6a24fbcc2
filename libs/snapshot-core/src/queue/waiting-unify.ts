import type { Database } from '../db/database.ts';
import { execute, first, rows } from '../db/query.ts';
import { sql } from '../db/sql.ts';

/** A request for a worker to unify, as it is now: each further one that joins it raises the revision. */
export interface WaitingUnify {
  id: number;
  revision: number;
}

/** A request that no worker has taken up. */
export interface OverdueUnify {
  tenant: string;
  model: string;
}

/** What asks for unification of a tenant's model at the moment; undefined when nothing does. */
export async function waitingUnify(db: Database, tenant: string, model: string): Promise<WaitingUnify | undefined> {
  if (!(await hasQueue(db))) return undefined;
  return first(db.pool, sql`select id, revision from graphile_worker.jobs where key = ${`unify:${tenant}:${model}`}`);
}

/**
 * Takes a request back after a unify run that began when it was there already. One that was asked for again meanwhile, or that a worker
 * has taken up, stays: that run may not have seen the change behind it.
 */
export async function withdrawUnify(db: Database, { id, revision }: WaitingUnify): Promise<void> {
  // By the table, not by `remove_job`: whoever is just joining the request holds its row, and its revision counts.
  await execute(
    db.pool,
    sql`
      delete from graphile_worker._private_jobs
      where id = ${id}::bigint and revision = ${revision}::integer and locked_at is null`,
  );
}

/** Requests that have been due for so long that no worker seems to run, oldest first. */
export async function overdueUnifies(db: Database, seconds: number): Promise<OverdueUnify[]> {
  return rows(
    db.pool,
    sql`
      select split_part(key, ':', 2) as tenant, split_part(key, ':', 3) as model
      from graphile_worker.jobs
      where task_identifier = 'unify' and locked_at is null and attempts < max_attempts
        and run_at < now() - ${seconds}::integer * interval '1 second'
      order by run_at, id`,
  );
}

async function hasQueue(db: Database): Promise<boolean> {
  const found = await first<{ yes: boolean }>(
    db.pool,
    sql`select to_regclass('graphile_worker.jobs') is not null as yes`,
  );
  return found!.yes;
}
