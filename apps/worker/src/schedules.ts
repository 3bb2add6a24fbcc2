import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Interval, SchedulerRegistry } from '@nestjs/schedule';
import { CronJob } from 'cron';
import { DATABASE, type Database, enqueueScan, listSources } from '@app/snapshot-core';

/** How soon a source that was added or changed by `weft apply` is known to a running worker. */
const REFRESH_MS = 5000;

const PREFIX = 'source:';

type Source = Awaited<ReturnType<typeof listSources>>[number];

/**
 * Keeps one cron job per source of the catalog. A tick only asks for a scan, so it does not matter that every worker
 * ticks: scans of one source that wait are one job. A source that is new to this worker (at its start: all) is scanned at once.
 */
@Injectable()
export class Schedules implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('schedules');
  /** What each cron job was made from. */
  private readonly known = new Map<number, Source>();
  private refreshing: Promise<void> | undefined;
  private ended = false;

  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly registry: SchedulerRegistry,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.refresh();
  }

  async onModuleDestroy(): Promise<void> {
    this.ended = true;
    await this.refreshing;
  }

  /** Reads the sources again; an error is logged, since the next time is the retry. */
  @Interval(REFRESH_MS)
  async refresh(): Promise<void> {
    if (this.ended || this.refreshing) return;
    this.refreshing = this.follow()
      .catch((error: Error) => this.logger.error('the sources cannot be read; trying again', { reason: error.message }))
      .finally(() => (this.refreshing = undefined));
    await this.refreshing;
  }

  private async follow(): Promise<void> {
    const sources = await listSources(this.db.pool);
    for (const id of this.known.keys()) if (!sources.some((source) => source.id === id)) this.forget(id);
    for (const source of sources) {
      const known = this.known.get(source.id);
      if (known?.schedule === source.schedule && known.pattern === source.pattern) continue;
      this.forget(source.id);
      this.schedule(source);
      await enqueueScan(this.db.pool, source.id);
    }
  }

  private forget(id: number): void {
    if (this.registry.doesExist('cron', PREFIX + id)) this.registry.deleteCronJob(PREFIX + id);
    this.known.delete(id);
  }

  private schedule(source: Source): void {
    const { id, pattern, schedule } = source;
    this.known.set(id, source);
    try {
      const job = CronJob.from({ cronTime: schedule, onTick: () => this.tick(id), start: true });
      this.registry.addCronJob(PREFIX + id, job);
      this.logger.log('scheduled', { source: id, pattern, schedule });
    } catch (error) {
      this.logger.error(`source ${id} is not scheduled: its schedule "${schedule}" is no cron expression`, {
        source: id,
        pattern,
        reason: (error as Error).message,
        hint: 'Correct it in weft.yaml (minute hour day month weekday) and run `weft apply`.',
      });
    }
  }

  /** A cron job has nobody above it who would catch. */
  private async tick(sourceId: number): Promise<void> {
    try {
      await enqueueScan(this.db.pool, sourceId);
    } catch (error) {
      this.logger.error('a scan could not be asked for; the next tick tries again', {
        source: sourceId,
        reason: (error as Error).message,
      });
    }
  }
}
