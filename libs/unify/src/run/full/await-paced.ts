import { setTimeout as delay } from 'node:timers/promises';
import type { Pace } from '../pace.ts';

/** How long it may take until a run that is to end notices. */
const LOOK_MS = 50;

/** Waits for what another thread does, and looks meanwhile whether the run is to end. */
export async function awaitPaced<T>(promise: Promise<T>, pace: Pace): Promise<T> {
  const answer = promise.then((value) => ({ value }));
  for (;;) {
    const given = await Promise.race([answer, delay(LOOK_MS, undefined)]);
    await pace.pause();
    if (given !== undefined) return given.value;
  }
}
