import { availableParallelism } from 'node:os';
import type { Linkage } from '../../linkage/linkage.ts';
import type { LinkageWeights } from '../../linkage/linkage-weights.ts';
import type { Pace, UnifyStep } from '../pace.ts';
import { PreparedCache } from '../prepared-cache.ts';
// By its types alone, which is what brings the thread's file into a build.
import type { DoneChunk, Share } from './pool-thread.ts';
import { beginTask, type ChunkOf, endTask, scoringOf, type Task, workChunk } from './pool-work.ts';
import { SideThread } from './side-thread.ts';
import type { SharedRows } from './sketch-rows.ts';
import { openWorkplace, type PoolWork, type Scoring, type Workplace } from './workplace.ts';

/** With fewer records a thread has hardly begun when all is done. */
const LEAST_RECORDS = 20_000;

/** Memory of the thread: it holds caches of 100 MB, but left to itself lets several times as much lie before it clears up. */
const MOST_MEGABYTES = 256;

type TaskOf<What extends Task['what']> = Extract<Task, { what: What }>;

/** A task under way. */
interface Begun {
  readonly task: Task;
  /** The next chunk that nobody has taken yet; threads share it. */
  readonly turn: Int32Array;
  /** By chunk, until they are handed on. */
  readonly answers: Map<number, unknown>;
}

/**
 * Who compares records in a full run: this thread and, where there is another core and enough to do, one more. Chunks go to
 * whoever is free and their answers are put in order, so that it makes no difference who gave them. A chunk that the thread
 * took and never answered, since it could not start or ran out of memory, is done here.
 */
export class Crew {
  /** Chunks that the thread has done. */
  doneBeside = 0;
  private readonly place: Workplace;
  private thread: SideThread<Share, true, DoneChunk> | undefined;
  private begun: Begun | undefined;
  /** Resolves when the thread takes no more of what has begun. */
  private beside: Promise<unknown> = Promise.resolve();

  constructor(private readonly poolWork: PoolWork) {
    this.place = openWorkplace(poolWork);
  }

  /** Starts the thread, where it pays; what has begun by then it takes a share of. Once. */
  enlist(pays = this.place.records >= LEAST_RECORDS && availableParallelism() > 1): void {
    if (!pays) return;
    this.thread = startThread(this.poolWork);
    if (this.begun !== undefined) this.beside = this.share(this.begun);
  }

  /** Has a new thread take the place of one that has worked, so that all that it held is given back. To be called between tasks. */
  async relieve(): Promise<void> {
    if (this.thread === undefined || this.doneBeside === 0) return;
    await this.thread.close();
    this.thread = startThread(this.poolWork);
  }

  /** Whether there is a thread that has begun; told once it has, or cannot. */
  async isBeside(): Promise<boolean> {
    return (await this.thread?.ask(undefined)) === true;
  }

  /** How values are capped. */
  get capOf(): (kind: string) => number {
    return this.place.plan.capOf;
  }

  /** What it takes to score pairs here, before that is begun. */
  scoringOf(rows: SharedRows, weights: LinkageWeights): Scoring {
    return scoringOf(this.place, rows, weights);
  }

  /** Once pairs are scored. */
  get linkage(): Linkage {
    return this.place.scoring!.linkage;
  }

  /** Records that are ready to be compared, once the pairs have been. */
  prepared(): PreparedCache {
    return new PreparedCache((record) => this.place.scoring!.rows.prepared(record));
  }

  /** The answers to all chunks of a task, in their order. */
  async work<What extends Task['what']>(task: TaskOf<What>, step: UnifyStep, pace: Pace): Promise<ChunkOf[What][]> {
    const answers: ChunkOf[What][] = [];
    await this.hand(task, step, pace, (answer) => void answers.push(answer));
    return answers;
  }

  /** Hands on the answers to all chunks of a task, in their order, as they come. */
  async hand<What extends Task['what']>(
    task: TaskOf<What>,
    step: UnifyStep,
    pace: Pace,
    take: (answer: ChunkOf[What]) => Promise<void> | void,
  ): Promise<void> {
    const turn = new Int32Array(new SharedArrayBuffer(4));
    const answers = new Map<number, unknown>();
    let handed = 0;
    const handOn = async (answer: unknown): Promise<void> => {
      answers.delete(handed);
      handed += 1;
      await take(answer as ChunkOf[What]);
    };
    beginTask(this.place, task);
    this.begun = { task, turn, answers };
    this.beside = this.share(this.begun);
    pace.tell(step, 0, task.chunks);
    for (let chunk = Atomics.add(turn, 0, 1); chunk < task.chunks; chunk = Atomics.add(turn, 0, 1)) {
      answers.set(chunk, await this.here<What>(task, chunk, step, pace));
      while (answers.has(handed)) await handOn(answers.get(handed));
    }
    await this.beside;
    this.begun = undefined;
    while (handed < task.chunks) await handOn(answers.get(handed) ?? (await this.here<What>(task, handed, step, pace)));
    endTask(this.place, task);
  }

  /** To be called when all is done, or nothing more is to be done. */
  async close(): Promise<void> {
    await this.thread?.close();
  }

  /** Has the thread take its share, if there is one; resolves when it takes no more. */
  private async share({ task, turn, answers }: Begun): Promise<void> {
    await this.thread?.ask({ task, turn }, ({ chunk, done }) => {
      answers.set(chunk, done);
      this.doneBeside += 1;
    });
  }

  private async here<What extends Task['what']>(
    task: TaskOf<What>,
    chunk: number,
    step: UnifyStep,
    pace: Pace,
  ): Promise<ChunkOf[What]> {
    const steps = workChunk(this.place, task, chunk);
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value as ChunkOf[What];
      if (pace.due()) await pace.breathe(step, chunk, task.chunks);
    }
  }
}

/** Its file's name ends as this one's does: run from a build or from the sources. */
const startThread = (work: PoolWork): SideThread<Share, true, DoneChunk> =>
  new SideThread(new URL(import.meta.url.replace(/crew(?=\.[a-z]+$)/, 'pool-thread')), work, MOST_MEGABYTES);
