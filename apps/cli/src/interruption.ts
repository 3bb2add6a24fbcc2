import { exitCode } from './exit-codes.ts';

/** Ctrl-C, or a request to end from outside, has stopped the work. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** Under npm one Ctrl-C arrives twice: from the terminal, and passed on by npm. */
const SAME_PRESS_MS = 500;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs `work` with a signal that aborts at the first Ctrl-C, so that it can undo what it began; a second Ctrl-C ends the
 * process at once.
 * @throws Interrupted when the work ended because of it.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let firstAt = 0;
  const interrupt = () => {
    if (controller.signal.aborted) {
      if (Date.now() - firstAt > SAME_PRESS_MS) process.exit(exitCode.interrupted);
      return;
    }
    firstAt = Date.now();
    controller.abort(); // its reason is the AbortError by which others know an abort
  };
  for (const name of SIGNALS) process.on(name, interrupt);
  try {
    return await work(controller.signal);
  } catch (error) {
    // Whatever an abort looks like from inside (a closed stream, a cancelled query), it was this.
    if (controller.signal.aborted) throw new Interrupted('interrupted', { cause: error });
    throw error;
  } finally {
    for (const name of SIGNALS) process.off(name, interrupt);
  }
}
