import { setTimeout as pause } from 'node:timers/promises';
import { isAlive } from './liveness.ts';
import { findPostmaster } from './postmaster.ts';

/** A stop writes the pages in memory to disk; on a slow disk that takes a while. */
const STOP_MS = 120_000;
const POLL_MS = 20;

/**
 * Stops the server on this data directory, if one runs, as `pg_ctl stop --mode=fast` does: transactions in progress are
 * rolled back, connections closed, everything written. Call it holding the lock.
 */
export async function stopServer(data: string): Promise<void> {
  const server = await findPostmaster(data);
  if (!server) return;
  // Fast, then, if it hangs, immediate: the next start recovers from the log. (Postgres manual, 18.5)
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    process.kill(server.pid, signal);
    const deadline = Date.now() + STOP_MS;
    while (Date.now() < deadline) {
      if (!(await isAlive(server))) return;
      await pause(POLL_MS);
    }
  }
}
