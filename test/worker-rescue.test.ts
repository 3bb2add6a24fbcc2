import {
  type Database,
  ensureTenant,
  first,
  openDatabase,
  prepareQueue,
  rows,
  RUN_LOCK,
  sql,
} from '@app/snapshot-core';
import pg from 'pg';
import { takeLease } from '../apps/worker/src/lease.ts';
import { QueueSweeper } from '../apps/worker/src/queue-sweeper.ts';
import { rescue } from '../apps/worker/src/rescue.ts';
import { ownDatabase } from './support/database.ts';
import { eventually } from './support/eventually.ts';

let own: Awaited<ReturnType<typeof ownDatabase>>;
let db: Database;

beforeEach(async () => {
  own = await ownDatabase();
  db = await openDatabase({ url: own.url, poolSize: 4 });
  await prepareQueue(db);
});

afterEach(async () => {
  await db.close();
  await own.drop();
});

test('jobs of a dead worker are freed and their attempt does not count; those of a living one stay', async () => {
  const living = await takeLease(db);
  await living.register('pool-living');
  await rows(
    db.pool,
    sql`insert into weft.worker (id, lock_key, host, pid) values ('pool-dead', 4711, 'elsewhere', 1)`,
  );
  const jobs = { living: await lockedJob('pool-living', 1), dead: await lockedJob('pool-dead', 5) };
  const forgotten = await lockedJob('pool-forgotten', 1); // its worker was taken off the list while it still ran

  const { workers, jobs: freed } = await rescue(db);
  expect(workers).toEqual(['pool-dead']);
  expect(freed.toSorted()).toEqual([jobs.dead, forgotten].toSorted());
  expect(await jobOf(jobs.dead)).toEqual({ lockedBy: null, attempts: 4 });
  expect(await jobOf(jobs.living)).toEqual({ lockedBy: 'pool-living', attempts: 1 });
  expect(await rescue(db)).toEqual({ workers: [], jobs: [], runs: [] });

  await living.release();
  expect((await rescue(db)).jobs).toEqual([jobs.living]);
});

test('a run whose process was killed fails as interrupted, whoever started it; one that is worked on stays', async () => {
  const tenant = await ensureTenant(db, 'acme');
  const holder = new pg.Client({ connectionString: own.url });
  await holder.connect();
  const worked = await runningRun(tenant.id);
  await holder.query('select pg_advisory_lock($1, $2)', [RUN_LOCK, worked]);
  const abandoned = await runningRun(tenant.id);

  expect((await rescue(db)).runs).toEqual([abandoned]);
  expect(await runOf(abandoned)).toEqual({ status: 'failed', code: 'interrupted' });
  expect(await runOf(worked)).toEqual({ status: 'running', code: null });

  await holder.end();
  // The server notices a moment later that the connection has ended.
  await eventually('the other run rescued', async () => (await rescue(db)).runs.includes(worked));
});

test('queues without a job are swept away, those with one stay', async () => {
  const add = (queue: string) =>
    rows(db.pool, sql`select graphile_worker.add_job('scan_source', '{}'::json, queue_name => ${queue}::text)`);
  await add('used');
  await add('unused');
  await rows(
    db.pool,
    sql`delete from graphile_worker._private_jobs where id in (select id from graphile_worker.jobs where queue_name = 'unused')`,
  );
  await new QueueSweeper(db).sweep();
  expect(await rows(db.pool, sql`select queue_name as name from graphile_worker._private_job_queues`)).toEqual([
    { name: 'used' },
  ]);
});

/** A job that a worker has begun, for this many times. */
async function lockedJob(worker: string, attempts: number): Promise<number> {
  const job = await first<{ id: number }>(
    db.pool,
    sql`select id from graphile_worker.add_job('scan_source', '{}'::json, max_attempts => 5)`,
  );
  await rows(
    db.pool,
    sql`
      update graphile_worker._private_jobs
      set locked_by = ${worker}, locked_at = now(), attempts = ${attempts}
      where id = ${job?.id}`,
  );
  return job?.id ?? 0;
}

const jobOf = (id: number) =>
  first(db.pool, sql`select locked_by as "lockedBy", attempts from graphile_worker.jobs where id = ${id}`);

async function runningRun(tenantId: number): Promise<number> {
  const run = await first<{ id: number }>(
    db.pool,
    sql`
      insert into weft.sync_run (tenant_id, source, status, kind, started_at)
      values (${tenantId}, 'salesforce.Account', 'running', 'full', now())
      returning id`,
  );
  return run?.id ?? 0;
}

const runOf = (id: number) =>
  first(db.pool, sql`select status, error ->> 'code' as code from weft.sync_run where id = ${id}`);
