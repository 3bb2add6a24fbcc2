import { Injectable, type OnModuleDestroy } from '@nestjs/common';

/** Time that syncs which are being received have to end once the API is told to stop, in milliseconds. */
const GRACE = 5000;

/** Tells requests that take long that the API stops; it can only close when all have been answered. */
@Injectable()
export class Shutdown implements OnModuleDestroy {
  private readonly begun = new AbortController();
  private readonly overdue = new AbortController();

  /** Aborts when the API begins to stop: for requests that only wait. */
  readonly stopping: AbortSignal = this.begun.signal;
  /** Aborts a little later: for requests that work. */
  readonly stopNow: AbortSignal = this.overdue.signal;

  onModuleDestroy(): void {
    this.begun.abort();
    setTimeout(() => this.overdue.abort(), GRACE).unref();
  }
}
