import { Inject, Injectable } from '@nestjs/common';
import { type Database, DATABASE } from '@app/snapshot-core';

/**
 * Bounds how many syncs are received at a time. Each holds a database connection for as long as its client takes to send
 * the body, so without a bound a few slow clients would leave no connection for anybody else. A sync that waits is not
 * read from, which makes its client wait too.
 */
@Injectable()
export class SyncSlots {
  private free: number;
  private readonly waiting: (() => void)[] = [];

  constructor(@Inject(DATABASE) db: Database) {
    this.free = Math.max(1, Math.floor((db.pool.options.max ?? 10) / 2));
  }

  /** Runs `work` once there is a slot. */
  async within<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((resolve) => void this.waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.free++;
    }
  }
}
