import { type Database, execute, first, sql, WeftError } from '@app/snapshot-core';
import type { PoolClient } from 'pg';

/** How long work has to end by itself before its statement is cancelled. */
const GRACE_MS = 150;

/**
 * Does work on a connection that ends soon after the signal: what computes here looks at the signal itself; a statement
 * that Postgres is busy with is cancelled.
 * @throws WeftError `interrupted` when the work ended because of it
 */
export async function stopOnAbort<T>(
  db: Database,
  tx: PoolClient,
  where: string,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  if (!signal) return work();
  const { pid } = (await first<{ pid: number }>(tx, sql`select pg_backend_pid() as pid`))!;
  let timer: NodeJS.Timeout | undefined;
  let cancelling = Promise.resolve<unknown>(undefined);
  const cancel = () => {
    cancelling = execute(db.pool, sql`select pg_cancel_backend(${pid})`).catch(() => undefined);
  };
  const onAbort = () => (timer = setTimeout(cancel, GRACE_MS));
  signal.addEventListener('abort', onAbort);
  try {
    signal.throwIfAborted();
    const done = await work();
    signal.throwIfAborted(); // asked for in the last statement: nothing is committed yet
    return done;
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new WeftError('interrupted', `${where} was stopped; nothing of it was written`, 'Unify again.', {
      cause: error,
    });
  } finally {
    signal.removeEventListener('abort', onAbort);
    clearTimeout(timer);
    await cancelling; // what comes next on the connection must not be what is cancelled
  }
}
