import { availableParallelism } from 'node:os';
import type { RowPack } from '@app/snapshot-core';
import type { PinnedValues } from '../../merge/apply-pins.ts';
import type { Pace } from '../pace.ts';
import { CLUSTERS, type GoldenWork, openGolden } from './golden-chunk.ts';
// Nothing of it, which is what brings the thread's file into a build.
import type {} from './golden-thread.ts';
import { LEAST_RECORDS, SideThread } from './side-thread.ts';

/** Chunks that are being merged, or are done and wait for those before them: 20 MB at most … */
const MOST_AHEAD = 128;
/** … and as far as the thread alone is ahead where this one has rows to hand on. */
const MOST_OPEN = 8;

/**
 * The unified record of each cluster, in packs, in the order of their first records: merged in this thread and, where there is another core
 * and enough to do, in one more. What that one took and never answered is done here.
 */
export class GoldenRows implements AsyncIterable<RowPack> {
  private readonly here: (chunk: number) => RowPack;
  private readonly thread: SideThread<number, RowPack> | undefined;
  private readonly chunks: number;
  /** The next chunk that nobody has taken yet. */
  private turn = 0;
  private readonly open: Chunk[] = [];

  /** @param least records from which on there is a thread; by default where it pays */
  constructor(
    private readonly work: GoldenWork,
    pins: PinnedValues,
    private readonly pace: Pace,
    least = LEAST_RECORDS,
  ) {
    this.here = openGolden(work, pins);
    this.chunks = Math.ceil((work.starts.length - 1) / CLUSTERS);
    // Pins are few and seldom: where there are any, this thread looks after them by itself.
    const pays = work.members.length >= least && availableParallelism() > 1 && pins.size === 0;
    if (pays) this.thread = startGoldenThread(work);
  }

  /** Merges some before they are asked for, until there is something better to do. */
  async ahead(isEnough: () => boolean): Promise<void> {
    while (!isEnough() && this.turn < this.chunks && this.open.length < MOST_AHEAD) {
      this.employ();
      this.open.push({ rows: this.here(this.turn++), answer: undefined });
      await this.pace.pause();
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<RowPack> {
    const { work, pace, open } = this;
    pace.tell('publish', 0, work.members.length);
    try {
      while (this.turn < this.chunks || open.length > 0) {
        this.employ();
        const [next] = open;
        if (next?.rows !== undefined) {
          yield next.rows;
          open.shift();
        } else if (this.turn < this.chunks && open.length < MOST_OPEN) {
          open.push({ rows: this.here(this.turn++), answer: undefined });
        } else await next!.answer;
        // Only in between does this thread hear of what the other has done.
        await pace.breathe('publish', work.starts[this.turn * CLUSTERS] ?? work.members.length, work.members.length);
      }
    } finally {
      await this.close();
    }
  }

  /** To be called when nobody will ask for the rows. */
  async close(): Promise<void> {
    await this.thread?.close();
  }

  /** Gives the thread something to do, if it has time. */
  private employ(): void {
    const { thread, open } = this;
    while (this.turn < this.chunks && open.length < MOST_AHEAD) {
      if (thread === undefined || !thread.isFree) return;
      const chunk = this.turn++;
      const own: Chunk = { rows: undefined, answer: undefined };
      own.answer = thread.ask(chunk).then((rows) => void (own.rows = rows ?? this.here(chunk)));
      open.push(own);
    }
  }
}

/** Rows of a chunk, once they are there. */
interface Chunk {
  rows: RowPack | undefined;
  answer: Promise<void> | undefined;
}

/** Its file's name ends as this one's does: run from a build or from the sources. */
export const startGoldenThread = (work: GoldenWork): SideThread<number, RowPack> =>
  new SideThread(new URL(import.meta.url.replace(/golden-rows(?=\.[a-z]+$)/, 'golden-thread')), work);
