import type { Pool } from 'pg';
import { reportProgress } from '../catalog/runs.ts';

const EVERY_MS = 250;

/** Passes on how far a run has read, to its caller and to the catalog, a few times a second. */
export function progressOf(
  pool: Pool,
  runId: number,
  { size, onProgress }: { size: number | null; onProgress?: (read: number, total: number | null) => void },
): (bytesRead: number) => void {
  // Not at the first read: a small sync ends before anyone could look, and each report is a transaction.
  let last = performance.now();
  return (bytesRead) => {
    const now = performance.now();
    if (now - last < EVERY_MS) return;
    last = now;
    onProgress?.(bytesRead, size);
    // Only on a connection that is free: progress must never make a run wait for the pool.
    if (pool.idleCount > 0) reportProgress(pool, runId, bytesRead).catch(() => undefined);
  };
}
