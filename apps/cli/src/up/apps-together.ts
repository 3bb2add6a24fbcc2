import { WeftError } from '@app/snapshot-core';
import type { ChildApp } from './child-app.ts';

/**
 * Runs `work` while all apps live, then stops them; when one of them ends by itself, so do the work and the others.
 * @param work gets a signal that aborts when an app has ended or `signal` has aborted
 * @throws WeftError `failed` naming the app that ended.
 */
export async function whileAppsLive<T>(
  apps: readonly ChildApp[],
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const alone = new AbortController();
  let stopping = false;
  for (const app of apps) {
    void app.ended.then((reason) => {
      if (!stopping) alone.abort(endedByItself(app, reason, apps.length > 1));
    });
  }
  try {
    return await work(AbortSignal.any([signal, alone.signal]));
  } catch (error) {
    throw alone.signal.aborted ? alone.signal.reason : error;
  } finally {
    stopping = true;
    await Promise.all(apps.map((app) => app.stop()));
  }
}

/** Settles, by rejecting, only when the signal aborts. */
export function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function endedByItself({ name }: ChildApp, reason: string, others: boolean): WeftError {
  return new WeftError(
    'failed',
    `the ${name} ended by itself (${reason})${others ? '; the rest was stopped with it' : ''}`,
    'Its last lines above say why; `weft doctor` looks at what it needs.',
  );
}
