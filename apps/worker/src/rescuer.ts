import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { DATABASE, type Database } from '@app/snapshot-core';
import { rescue } from './rescue.ts';

/** A job of a killed worker waits this long, at most, before another takes it up. */
const RESCUE_INTERVAL_MS = 3000;

/** Looks again and again for what killed processes left. */
@Injectable()
export class Rescuer implements OnModuleDestroy {
  private readonly logger = new Logger('rescue');
  private rescuing: Promise<void> | undefined;
  private ended = false;

  constructor(@Inject(DATABASE) private readonly db: Database) {}

  async onModuleDestroy(): Promise<void> {
    this.ended = true;
    await this.rescuing;
  }

  /** One look; an error is logged, since the next look is the retry. */
  @Interval(RESCUE_INTERVAL_MS)
  async rescue(): Promise<void> {
    if (this.ended || this.rescuing) return;
    this.rescuing = this.look()
      .catch((error: Error) =>
        this.logger.error('looking for abandoned work failed; trying again', { reason: error.message }),
      )
      .finally(() => (this.rescuing = undefined));
    await this.rescuing;
  }

  private async look(): Promise<void> {
    const { workers, jobs, runs } = await rescue(this.db);
    if (workers.length || jobs.length) this.logger.warn('workers ended without saying so', { workers, jobs });
    if (runs.length) this.logger.warn('runs were abandoned by their process', { runs });
  }
}
