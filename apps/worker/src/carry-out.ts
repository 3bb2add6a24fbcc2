import type { Logger } from '@nestjs/common';
import type { JobHelpers } from 'graphile-worker';
import { errorStatus, WeftError } from '@app/snapshot-core';

/** What a log line says a job is about; a job adds to it what it learns (tenant, integration, stream, run). */
export type About = Record<string, unknown>;

export interface Job {
  helpers: JobHelpers;
  logger: Logger;
  /** Ids of jobs that the worker's own shutdown cut off. */
  interrupted: number[];
}

/**
 * The worker's error boundary: what a job throws ends here, is logged once, and is thrown on only where the queue shall
 * try again. A lasting error (the input is at fault, so that a second try would end alike) is given up at once, any other at
 * the last attempt.
 * @param onGivenUp records that nobody will try again
 */
export async function carryOut(
  { helpers: { job, abortSignal }, logger, interrupted }: Job,
  about: About,
  work: () => Promise<void>,
  onGivenUp: () => Promise<void> = async () => undefined,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (abortSignal.aborted) {
      interrupted.push(Number(job.id));
      logger.log('cut off by the shutdown of this worker; will be taken up again', about);
      throw error;
    }
    const lasting = isLasting(error);
    const last = lasting || job.attempts >= job.max_attempts;
    logger.error((error as Error).message, { ...about, ...details(error), attempt: job.attempts, final: last });
    if (last) await onGivenUp();
    if (!lasting) throw error;
  }
}

/** Errors that the same input will cause again: those that the API answers with 4xx. */
export const isLasting = (error: unknown): boolean => error instanceof WeftError && errorStatus[error.code] < 500;

function details(error: unknown): About {
  if (!(error instanceof WeftError)) return { stack: (error as Error).stack };
  const { code, hint, cause } = error;
  return { code, hint, cause: (cause as Error | undefined)?.stack };
}
