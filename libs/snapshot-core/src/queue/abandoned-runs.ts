import type { Pool } from 'pg';
import { RUN_LOCK } from '../catalog/runs.ts';
import type { RunError } from '../catalog/sync-run.entity.ts';
import { rows } from '../db/query.ts';
import { sql } from '../db/sql.ts';

const interrupted: RunError & { code: 'interrupted' } = {
  code: 'interrupted',
  message:
    'the process that carried out this run, or its connection, ended before the run did; nothing of it was written',
  hint: 'Nothing to undo. A worker takes its delivery up again by itself; repeat the command if you started it by hand.',
};

/**
 * Marks runs as failed (`interrupted`) that say `running` while nobody holds their lock: their process was killed, a
 * worker as well as a command line. A lock rather than a heartbeat: the server lets go of it the moment the process is
 * gone, and never before. Returns their ids.
 */
export async function failAbandonedRuns(pool: Pool): Promise<number[]> {
  const failed = await rows<{ id: number }>(
    pool,
    // Materialised, since a lock that the planner tried before it looked at the status would be tried for every run. A
    // run that ends between the two looks at its status is seen by the second: its lock goes after its commit.
    sql`
      with candidate as materialized (
        select id
        from weft.sync_run
        where status = 'running'
      ), abandoned as materialized (
        select id
        from candidate
        where pg_try_advisory_xact_lock(${RUN_LOCK}::integer, id)
      )
      update weft.sync_run run
      set status = 'failed', error = ${JSON.stringify(interrupted)}::jsonb, finished_at = clock_timestamp()
      from abandoned
      where run.id = abandoned.id and run.status = 'running'
      returning run.id`,
  );
  return failed.map(({ id }) => id);
}
