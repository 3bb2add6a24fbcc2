import { setTimeout as pause } from 'node:timers/promises';
import { type Database, first, sql, WeftError } from '@app/snapshot-core';

const PATIENCE_MS = 120_000;
const LOOK_EVERY_MS = 100;

/**
 * Waits until the worker has nothing left to do. Each job asks for the next in the transaction that ends it, so there is
 * no moment without a job in between.
 * @throws WeftError `failed` after two minutes.
 */
export async function untilIdle(db: Database, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    signal.throwIfAborted();
    const jobs = await first<{ left: number }>(
      db.pool,
      sql`select count(*) as left from graphile_worker.jobs where attempts < max_attempts or locked_at is not null`,
    );
    if (jobs?.left === 0) return;
    await pause(LOOK_EVERY_MS, undefined, { signal });
  }
  throw new WeftError('failed', `the worker was not done within ${PATIENCE_MS / 1000} s`, 'See its log.');
}
