import type { Database } from '../db/database.ts';

/** "weft" and a one: keeps two starting processes from making the queue's schema at once. */
const QUEUE_LOCK = 0x77656674_01;

/** Makes or updates the queue's schema (`graphile_worker`). Whoever enqueues calls it once before; it is cheap when there is nothing to do. */
export async function prepareQueue(db: Database): Promise<void> {
  // Loaded when it is needed: a tenth of what every start of `weft` would cost otherwise.
  const { runMigrations } = await import('graphile-worker');
  const client = await db.pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [QUEUE_LOCK]);
    await runMigrations({ connectionString: db.url, maxPoolSize: 1 });
  } finally {
    await client.query('select pg_advisory_unlock($1)', [QUEUE_LOCK]);
    client.release();
  }
}
