import { setTimeout as pause } from 'node:timers/promises';
import { WeftError } from '@app/snapshot-core';

/** A first start compiles nothing but makes the queue's tables; a slow disk takes its time. */
const START_MS = 60_000;
const LOOK_EVERY_MS = 50;

/**
 * Waits until the API says that it is ready.
 * @throws WeftError `failed` when it does not within a minute.
 */
export async function untilReady(address: string, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline) {
    signal.throwIfAborted();
    const answer = await fetch(`${address}/readyz`, { signal }).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.ok) return;
    await pause(LOOK_EVERY_MS, undefined, { signal });
  }
  throw new WeftError(
    'failed',
    `the API did not get ready at ${address} within ${START_MS / 1000} s`,
    'See its lines above.',
  );
}
