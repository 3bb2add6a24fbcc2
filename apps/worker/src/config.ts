import { readConfig, WeftError, type WeftConfig } from '@app/snapshot-core';
import { z } from 'zod';

/** Injection token of the {@link WorkerConfig}. */
export const WORKER_CONFIG = Symbol('worker config');

/** Settings of a worker process: those of every Weft process, and its own. */
export interface WorkerConfig extends WeftConfig {
  /** Jobs carried out at a time; 2 unless WEFT_WORKER_CONCURRENCY says otherwise. */
  concurrency: number;
}

const concurrency = z.preprocess(
  (value) => (value === '' ? undefined : value),
  z.coerce.number().int().min(1).max(100).default(2),
);

/**
 * Reads the configuration.
 * @throws WeftError `invalid` naming the variables that are wrong.
 */
export function readWorkerConfig(env: NodeJS.ProcessEnv = process.env): WorkerConfig {
  const parsed = concurrency.safeParse(env.WEFT_WORKER_CONCURRENCY);
  if (parsed.success) return { ...readConfig(env), concurrency: parsed.data };
  throw new WeftError(
    'invalid',
    `WEFT_WORKER_CONCURRENCY is "${env.WEFT_WORKER_CONCURRENCY}"`,
    'Set it to a whole number from 1 to 100, or unset it: a worker then carries out 2 jobs at a time.',
  );
}
