import { randomInt } from 'node:crypto';
import { hostname } from 'node:os';
import pg from 'pg';
import { type Database, execute, sql } from '@app/snapshot-core';

/** Advisory lock keys start above those that Weft has given a meaning, and stay below 2^53. */
const LOWEST_KEY = 2 ** 48;
const KEYS = 2 ** 47;

/** A worker's sign of life: a lock that the server lets go of when the process is gone. */
export interface Lease {
  /** Names the holder's jobs in the queue: to be called, and awaited, before it takes the first. */
  register(workerId: string): Promise<void>;
  /** Resolves, with the reason, when the connection that holds the lock is gone: others take this worker for dead then. */
  readonly lost: Promise<string>;
  /** Gives the lock back and takes the worker off the list. */
  release(): Promise<void>;
}

/** Takes a lease on a connection of its own: one of the pool could be closed for its age. */
export async function takeLease(db: Database): Promise<Lease> {
  const client = new pg.Client({ connectionString: db.url, application_name: 'weft worker lease', keepAlive: true });
  const lost = new Promise<string>((resolve) => {
    client.on('error', ({ message }) => resolve(message));
    client.on('end', () => resolve('the connection was closed'));
  });
  await client.connect();
  // A machine that loses power sends no goodbye; by default the server would believe in it for two hours.
  await client.query('set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3');
  const lockKey = LOWEST_KEY + randomInt(KEYS);
  await client.query('select pg_advisory_lock($1)', [lockKey]);
  return {
    register: async (id) => {
      await execute(
        db.pool,
        sql`
          insert into weft.worker (id, lock_key, host, pid)
          values (${id}, ${lockKey}, ${hostname()}, ${process.pid})
          on conflict (id) do nothing`,
      );
    },
    lost,
    release: async () => {
      // When the database is away the row stays, and is removed as that of a dead worker, which it is then.
      await execute(db.pool, sql`delete from weft.worker where lock_key = ${lockKey}`).catch(() => undefined);
      await client.end();
    },
  };
}
