import { availableParallelism } from 'node:os';
import type { StageRow } from '@app/snapshot-core';
import type { PinnedValues } from '../../merge/apply-pins.ts';
import type { Pace } from '../pace.ts';
import { CLUSTERS, type GoldenWork, openGolden } from './golden-chunk.ts';
// Nothing of it, which is what brings the thread's file into a build.
import type {} from './golden-thread.ts';
import { LEAST_RECORDS, SideThread } from './side-thread.ts';

/** Chunks that are being merged, or are done and wait for those before them: some MB at most. */
const MOST_OPEN = 8;

/**
 * The unified record of each cluster, in the order of their first records: merged in this thread and, where there is another core
 * and enough to do, in one more. What that one took and never answered is done here.
 * @param least records from which on there is a thread; by default where it pays
 */
export async function* goldenRows(
  work: GoldenWork,
  pins: PinnedValues,
  pace: Pace,
  least = LEAST_RECORDS,
): AsyncGenerator<StageRow> {
  const here = openGolden(work, pins);
  // Pins are few and seldom: where there are any, this thread looks after them by itself.
  const pays = work.members.length >= least && availableParallelism() > 1 && pins.size === 0;
  const thread = pays ? startGoldenThread(work) : undefined;
  const open: Chunk[] = [];
  const begin = (chunk: number): Chunk => {
    if (!thread?.isFree) return { rows: here(chunk), answer: undefined };
    const own: Chunk = { rows: undefined, answer: undefined };
    own.answer = thread.ask(chunk).then((rows) => void (own.rows = rows ?? here(chunk)));
    return own;
  };
  const chunks = Math.ceil((work.starts.length - 1) / CLUSTERS);
  pace.tell('publish', 0, work.members.length);
  try {
    for (let chunk = 0; chunk < chunks || open.length > 0;) {
      const [next] = open;
      if (next?.rows !== undefined) {
        yield* next.rows;
        open.shift();
      } else if (chunk < chunks && open.length < MOST_OPEN) {
        open.push(begin(chunk));
        // Only in between does this thread hear of what the other has done.
        await pace.breathe('publish', work.starts[chunk * CLUSTERS]!, work.members.length);
        chunk += 1;
      } else await next!.answer;
    }
  } finally {
    await thread?.close();
  }
}

/** Rows of a chunk, once they are there. */
interface Chunk {
  rows: StageRow[] | undefined;
  answer: Promise<void> | undefined;
}

/** Its file's name ends as this one's does: run from a build or from the sources. */
export const startGoldenThread = (work: GoldenWork): SideThread<number, StageRow[]> =>
  new SideThread(new URL(import.meta.url.replace(/golden-rows(?=\.[a-z]+$)/, 'golden-thread')), work);
