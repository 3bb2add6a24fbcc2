import type { SingerTarget } from './singer-target.ts';

/** When what is pending is written, at the latest. */
export interface FlushLimits {
  /** Bytes of pending records: what is in memory. */
  bytes: number;
  records: number;
  /** Milliseconds since the first pending message. */
  ms: number;
  /** Milliseconds for which a state has waited. */
  stateMs: number;
  /** Milliseconds for which nothing came, while a state waits. */
  pauseMs: number;
}

export const defaultLimits: FlushLimits = {
  bytes: 16 << 20,
  records: 100_000,
  ms: 60_000,
  stateMs: 5_000,
  pauseMs: 100,
};

/** Tells when to write. */
export class FlushClock {
  private since: number | undefined;
  private stateSince: number | undefined;

  constructor(
    private readonly target: SingerTarget,
    private readonly limits: FlushLimits,
  ) {}

  /**
   * There is too much to keep.
   * @param more bytes that would come to it
   */
  isFull(more = 0): boolean {
    const { target, limits } = this;
    return target.pendingBytes + more >= limits.bytes || target.pendingRecords >= limits.records;
  }

  /** Something has waited too long. */
  isDue(): boolean {
    const { limits } = this;
    this.look();
    const now = performance.now();
    if (this.since !== undefined && now - this.since >= limits.ms) return true;
    return this.stateSince !== undefined && now - this.stateSince >= limits.stateMs;
  }

  /** Milliseconds after which to write if nothing comes; undefined when nothing is pending. */
  untilDue(): number | undefined {
    this.look();
    if (this.stateSince !== undefined) return this.limits.pauseMs;
    return this.since === undefined ? undefined : Math.max(0, this.limits.ms - (performance.now() - this.since));
  }

  async flush(): Promise<void> {
    await this.target.flush();
    this.since = undefined;
    this.stateSince = undefined;
  }

  private look(): void {
    const { pendingRecords, pendingStates } = this.target;
    if (pendingRecords === 0 && pendingStates === 0) this.since = undefined;
    else this.since ??= performance.now();
    if (pendingStates === 0) this.stateSince = undefined;
    else this.stateSince ??= performance.now();
  }
}
