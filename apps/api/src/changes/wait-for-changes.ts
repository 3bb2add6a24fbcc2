import { setTimeout as sleep } from 'node:timers/promises';
import type { ChangePage } from '@app/snapshot-core';

/** Time between two looks at the feed, in milliseconds: what a waiting reader may lag behind. */
const INTERVAL = 250;

/**
 * A page of changes; an empty one is read again until something comes, `wait` milliseconds are over or the signal aborts.
 * Each look starts at the `next` of the one before, so what the query filters out is looked at once.
 */
export async function waitForChanges(
  read: (after: number) => Promise<ChangePage>,
  after: number,
  wait: number,
  signal: AbortSignal,
): Promise<ChangePage> {
  const deadline = performance.now() + wait;
  for (;;) {
    const page = await read(after);
    const left = deadline - performance.now();
    if (page.changes.length > 0 || left <= 0 || signal.aborted) return page;
    after = page.next;
    await sleep(Math.min(INTERVAL, left), undefined, { signal }).catch(() => undefined);
  }
}
