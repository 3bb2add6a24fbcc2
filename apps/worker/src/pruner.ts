import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { DATABASE, type Database, getTenant, listTenants, pruneChanges, WeftError } from '@app/snapshot-core';
import { WORKER_CONFIG, type WorkerConfig } from './config.ts';

const PRUNE_INTERVAL_MS = 3_600_000;
const DAY_MS = 86_400_000;
const TENANTS = 500;

/**
 * Forgets changes and rejected records older than WEFT_RETENTION_DAYS, one tenant after the other. That every worker does so does no harm: the
 * second finds nothing left.
 */
@Injectable()
export class Pruner implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('prune');
  private pruning: Promise<void> | undefined;
  private readonly stopping = new AbortController();

  constructor(
    @Inject(DATABASE) private readonly db: Database,
    @Inject(WORKER_CONFIG) private readonly config: Pick<WorkerConfig, 'retentionDays'>,
  ) {}

  /** Started, not awaited: a long backlog must not keep the worker from its jobs. */
  onApplicationBootstrap(): void {
    void this.prune();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.pruning;
  }

  /** An error is logged, since the next time is the retry. */
  @Interval(PRUNE_INTERVAL_MS)
  async prune(): Promise<void> {
    const { retentionDays } = this.config;
    if (retentionDays === undefined || this.stopping.signal.aborted || this.pruning) return;
    this.pruning = this.pruneAll(new Date(Date.now() - retentionDays * DAY_MS))
      .catch((error: Error) => {
        if (this.stopping.signal.aborted) return;
        this.logger.error('old changes could not be pruned; the next time tries again', { reason: error.message });
      })
      .finally(() => (this.pruning = undefined));
    await this.pruning;
  }

  private async pruneAll(before: Date): Promise<void> {
    for (let after: string | undefined; ;) {
      const page = await listTenants(this.db, { after, limit: TENANTS });
      for (const { tenant } of page) await this.pruneTenant(tenant, before);
      if (page.length < TENANTS) return;
      after = page.at(-1)!.tenant;
    }
  }

  private async pruneTenant(name: string, before: Date): Promise<void> {
    this.stopping.signal.throwIfAborted();
    const tenant = await getTenant(this.db, name).catch(absentIfUnknown);
    if (!tenant) return;
    const { changes, rejects, oldest } = await pruneChanges(this.db, tenant, before, () =>
      this.stopping.signal.throwIfAborted(),
    );
    if (changes > 0 || rejects > 0) this.logger.log('pruned', { tenant: name, changes, rejects, oldest });
  }
}

/** A tenant may be deleted while others are pruned. */
function absentIfUnknown(error: unknown): undefined {
  if (!(error instanceof WeftError && error.code === 'unknown_tenant')) throw error;
}
