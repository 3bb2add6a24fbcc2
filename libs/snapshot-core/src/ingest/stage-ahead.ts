import type { SkipFilter } from './skip-filter.ts';
import type { StageWriter } from './stage/stage-writer.ts';

/** Records that may be staged while hashes are still being read, besides as many as were skipped. */
const MOST_AHEAD = 1000;

/**
 * Stages records whose hash is not known while other hashes are still being read: mostly they have changed. What turns out to be elsewhere
 * in the table is let go of, as long as nothing was sent; else it is compared, and found to be what it was.
 */
export class StageAhead {
  /** Whether any was staged. */
  private has = false;

  /** @param versioned whether versions decide between records of one key: a record that is skipped must not take part then */
  constructor(
    private readonly filter: SkipFilter,
    private readonly writer: StageWriter,
    private readonly versioned: boolean,
  ) {}

  /**
   * Whether a record can be staged before its hash can be known; where much would have been skipped, the hashes are waited for.
   * @param skipped records that were skipped so far
   */
  mayStage(skipped: number): boolean {
    const { filter, writer, versioned } = this;
    const may = !versioned && filter.reachesNear && writer.count <= MOST_AHEAD + skipped;
    if (may) this.has = true;
    return may;
  }

  /** Whether there is something to send, or nothing more should gather. */
  get isFull(): boolean {
    return this.maySend ? this.writer.isFull : this.writer.isBrimful;
  }

  /**
   * Sends what is staged.
   * @returns how many records were let go of
   */
  async flush(): Promise<number> {
    if (!this.maySend) await this.filter.complete();
    const dropped = this.filter.isComplete ? this.dropKnown() : 0;
    await this.writer.flush();
    return dropped;
  }

  /**
   * Waits for all hashes.
   * @returns how many records were let go of
   */
  async end(): Promise<number> {
    await this.filter.complete();
    return this.dropKnown();
  }

  /**
   * Whether the connection is not busy with hashes, and about as many records are missing from where they were as were staged. Else
   * these are records that the table has elsewhere.
   */
  private get maySend(): boolean {
    const { filter, writer } = this;
    return filter.isComplete || (!filter.occupies && filter.missed * 2 >= writer.count);
  }

  private dropKnown(): number {
    const { filter, writer, has } = this;
    this.has = false;
    return has && !writer.hasSent ? writer.dropKnown((hash) => filter.skips(hash)) : 0;
  }
}
