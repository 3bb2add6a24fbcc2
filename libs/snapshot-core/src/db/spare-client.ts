import type { Pool, PoolClient } from 'pg';

/**
 * A second connection for who holds one already; undefined where that would have to wait for others, who may be waiting for
 * a second one, too, or where the server has none left. It has to be released.
 */
export async function spareClient(pool: Pool): Promise<PoolClient | undefined> {
  const isFree = pool.waitingCount === 0 && (pool.idleCount > 0 || pool.totalCount < (pool.options.max ?? 0));
  return isFree ? pool.connect().catch(() => undefined) : undefined;
}
