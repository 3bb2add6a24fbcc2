import { Inject, Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { type Database, DATABASE, pendingMigrations } from '@app/snapshot-core';

/** Time the database has to answer, in milliseconds. */
const PATIENCE = 3000;

/** What has to hold before requests make sense. */
@Injectable()
export class Readiness {
  constructor(
    private readonly indicators: HealthIndicatorService,
    @Inject(DATABASE) private readonly db: Database,
  ) {}

  async database(): Promise<HealthIndicatorResult<'database'>> {
    return this.indicators
      .check('database')
      .attempt(() => this.db.pool.query('select 1').then(() => undefined))
      .withTimeout(PATIENCE);
  }

  async migrations(): Promise<HealthIndicatorResult<'migrations'>> {
    return this.indicators
      .check('migrations')
      .attempt(async () => {
        if ((await pendingMigrations(this.db.pool)).length > 0)
          throw new Error('the catalog is older than this version of Weft');
      })
      .withTimeout(PATIENCE);
  }
}
