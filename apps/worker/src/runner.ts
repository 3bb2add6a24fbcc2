import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { run } from 'graphile-worker';
import { DATABASE, type Database } from '@app/snapshot-core';
import { WORKER_CONFIG, type WorkerConfig } from './config.ts';
import { type Lease, takeLease } from './lease.ts';
import { queueLogger } from './queue-logger.ts';
import { giveBackAttempt } from './rescue.ts';
import { Rescuer } from './rescuer.ts';
import { makeTasks } from './tasks.ts';

/** Jobs added by others come by notification; this is for those that were only due later. */
const POLL_INTERVAL_MS = 500;
/** How long a shutdown waits for jobs before it cuts them off. */
const FINISH_MS = 5000;
/** Between attempts to work on while the database cannot be reached. */
const RETRY_MS = 2000;

/** Carries out jobs from the application's start to its end; begins anew when the database was away. */
@Injectable()
export class Runner implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('worker');
  private readonly ending = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    @Inject(DATABASE) private readonly db: Database,
    @Inject(WORKER_CONFIG) private readonly config: WorkerConfig,
    private readonly rescuer: Rescuer,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.rescuer.rescue(); // first, so that what a killed predecessor was doing goes on at once
    this.running = this.keepRunning();
  }

  /** Takes no more jobs, gives those in progress a moment to finish, and resolves when none is left. */
  async onModuleDestroy(): Promise<void> {
    this.ending.abort();
    await this.running;
  }

  private async keepRunning(): Promise<void> {
    while (!this.ending.signal.aborted) {
      try {
        await this.runUntilItEnds();
      } catch (error) {
        this.logger.error('the queue cannot be worked on; trying again', { reason: (error as Error).message });
      }
      // Cut short by the end: there is nothing left to wait for.
      await delay(RETRY_MS, undefined, { signal: this.ending.signal }).catch(() => undefined);
    }
  }

  private async runUntilItEnds(): Promise<void> {
    const lease = await takeLease(this.db);
    const interrupted: number[] = [];
    try {
      const runner = await this.startRunner(lease, interrupted);
      this.logger.log('ready', { concurrency: this.config.concurrency });
      const ended = runner.promise.then(() => undefined);
      const reason = await Promise.race([ended, lease.lost, aborted(this.ending.signal)]);
      if (reason)
        this.logger.warn('the connection that shows others this worker is alive is gone; starting anew', { reason });
      await runner.stop().catch(() => undefined); // refuses only when it has stopped by itself
      await ended;
      if (interrupted.length) await giveBackAttempt(this.db.pool, interrupted);
    } finally {
      await lease.release();
    }
  }

  private startRunner(lease: Lease, interrupted: number[]) {
    let registration: Promise<void> | undefined;
    return run({
      pgPool: this.db.pool,
      logger: queueLogger(this.logger),
      taskList: makeTasks(this.db, this.logger, interrupted),
      concurrency: this.config.concurrency,
      pollInterval: POLL_INTERVAL_MS,
      gracefulShutdownAbortTimeout: FINISH_MS,
      noHandleSignals: true,
      parsedCronItems: [],
      preset: {
        // Batched, also without delay, since unbatched the queue's "job is done" is tried once, unheard: when the
        // connection breaks just then, it ends the process as an unhandled rejection.
        worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 },
        plugins: [
          {
            name: 'weft-lease',
            version: '0.0.0',
            worker: {
              hooks: {
                // The queue waits for this before it takes a job, which it locks in the name of the pool.
                startWorker: (_context, { worker }) => (registration ??= lease.register(worker.workerPool.id)),
              },
            },
          },
        ],
      },
    });
  }
}

/** Resolves, with nothing, when the signal is given. */
async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}
