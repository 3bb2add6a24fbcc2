import { type Database, failAbandonedRuns, type Queryable, rows, sql, transaction } from '@app/snapshot-core';

/** What a rescue found. */
export interface Rescued {
  /** Ids of workers whose process is gone. */
  workers: string[];
  /** Jobs they had begun, now free for others. */
  jobs: number[];
  /** Runs whose process is gone, of workers or started by hand. */
  runs: number[];
}

/**
 * Frees what killed processes left: the queue itself would keep their jobs locked for four hours, their runs would say
 * `running` for ever. Safe for several workers to do at once.
 */
export async function rescue(db: Database): Promise<Rescued> {
  const { workers, jobs } = await transaction(db.pool, async (tx) => ({
    workers: await removeDeadWorkers(tx),
    jobs: await freeJobs(tx),
  }));
  return { workers, jobs, runs: await failAbandonedRuns(db.pool) };
}

/** A worker whose lock can be had is dead. The lock is ours until this transaction ends: nobody rescues it twice. */
async function removeDeadWorkers(tx: Queryable): Promise<string[]> {
  const dead = await rows<{ id: string }>(
    tx,
    sql`
      with dead as materialized (
        select id
        from weft.worker
        where pg_try_advisory_xact_lock(lock_key)
      )
      delete from weft.worker
      using dead
      where worker.id = dead.id
      returning worker.id`,
  );
  return dead.map(({ id }) => id);
}

/**
 * Frees the jobs of all who are not registered. (A worker registers before it takes its first job, so whoever holds a job
 * and is not on the list is one that was taken off it.) The attempt that a killed worker had begun is given back:
 * otherwise five restarts at a bad moment would look like five failures.
 */
async function freeJobs(tx: Queryable): Promise<number[]> {
  const locked = await rows<{ id: number; lockedBy: string }>(
    tx,
    sql`
      select job.id, job.locked_by as "lockedBy"
      from graphile_worker.jobs job
      where job.locked_by is not null
        and not exists (select from weft.worker where worker.id = job.locked_by)`,
  );
  if (locked.length === 0) return [];
  const holders = [...new Set(locked.map(({ lockedBy }) => lockedBy))];
  await rows(tx, sql`select graphile_worker.force_unlock_workers(${holders}::text[])`);
  const ids = locked.map(({ id }) => id);
  await giveBackAttempt(tx, ids);
  return ids;
}

/** Makes the last attempt of these jobs, which nobody may hold any more, not count; they are due at once. */
export async function giveBackAttempt(tx: Queryable, jobIds: readonly number[]): Promise<void> {
  await rows(
    tx,
    sql`
      select graphile_worker.reschedule_jobs(array[job.id], run_at => now(), attempts => greatest(job.attempts - 1, 0))
      from graphile_worker.jobs job
      where job.id = any(${jobIds}::bigint[])`,
  );
}
