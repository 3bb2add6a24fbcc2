import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { makeWorkerUtils } from 'graphile-worker';
import { DATABASE, type Database } from '@app/snapshot-core';
import { queueLogger } from './queue-logger.ts';

const SWEEP_INTERVAL_MS = 60_000;

/**
 * Removes the names of queues that have no job. Each stream has one, and whoever takes a job locks the rows of all names
 * that are free: left alone, thousands of streams would make every job pay for all of them.
 */
@Injectable()
export class QueueSweeper implements OnModuleDestroy {
  private readonly logger = new Logger('queue');
  private sweeping: Promise<void> | undefined;
  private ended = false;

  constructor(@Inject(DATABASE) private readonly db: Database) {}

  async onModuleDestroy(): Promise<void> {
    this.ended = true;
    await this.sweeping;
  }

  /** An error is logged, since the next time is the retry. */
  @Interval(SWEEP_INTERVAL_MS)
  async sweep(): Promise<void> {
    if (this.ended || this.sweeping) return;
    this.sweeping = this.removeUnusedQueues()
      .catch((error: Error) => this.logger.error('unused queues could not be removed', { reason: error.message }))
      .finally(() => (this.sweeping = undefined));
    await this.sweeping;
  }

  private async removeUnusedQueues(): Promise<void> {
    const queue = await makeWorkerUtils({ pgPool: this.db.pool, logger: queueLogger(this.logger) });
    try {
      await queue.cleanup({ tasks: ['GC_JOB_QUEUES'] });
    } finally {
      await queue.release();
    }
  }
}
