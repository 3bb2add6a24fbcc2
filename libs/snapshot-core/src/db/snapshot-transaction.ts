import type { Pool, PoolClient } from 'pg';
import { transaction } from './query.ts';

/** Runs reads that must all see the database at one moment (a snapshot row and the log that leads to it). */
export function snapshotTransaction<T>(pool: Pool, work: (tx: PoolClient) => Promise<T>): Promise<T> {
  return transaction(pool, async (tx) => {
    await tx.query('set transaction isolation level repeatable read, read only');
    return work(tx);
  });
}
