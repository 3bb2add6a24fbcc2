import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Pace, UnifyStep } from '../pace.ts';
import { PreparedCache } from '../prepared-cache.ts';
// By its type alone, which is what brings the thread's file into a build.
import type { Said } from './pool-thread.ts';
import { beginTask, type ChunkOf, type Task, workChunk } from './pool-work.ts';
import { openWorkplace, type PoolWork, type Workplace } from './workplace.ts';

/** With fewer records a thread has hardly begun when all is done. */
const LEAST_RECORDS = 20_000;

/** Memory of the thread: it holds caches of 100 MB, but left to itself lets several times as much lie before it clears up. */
const MOST_MEGABYTES = 256;

type TaskOf<What extends Task['what']> = Extract<Task, { what: What }>;
type Take = (chunk: number, done: unknown) => void;

/**
 * Who compares records in a full run: this thread and, where there is another core and enough to do, one more. Chunks go to
 * whoever is free and their answers are put in order, so that it makes no difference who gave them. A chunk that the thread
 * took and never answered, since it could not start or ran out of memory, is done here.
 */
export class Crew {
  /** Whether there is a thread that has begun; told once it has, or cannot. */
  readonly ready: Promise<boolean>;
  /** Chunks that the thread has done. */
  doneBeside = 0;
  private readonly place: Workplace;
  private readonly thread: Worker | undefined;
  private take: Take = () => undefined;
  private over: () => void = () => undefined;

  /** @param threaded whether to start a thread; by default where it pays */
  constructor(work: PoolWork, threaded?: boolean) {
    this.place = openWorkplace(work);
    const pays = work.projections.sizes.length >= LEAST_RECORDS && availableParallelism() > 1;
    this.thread = (threaded ?? pays) ? startThread(work) : undefined;
    this.ready = new Promise((resolve) => this.listen(resolve));
  }

  get linkage(): Workplace['linkage'] {
    return this.place.linkage;
  }

  /** Records that are ready to be compared, once the pairs have been. */
  prepared(): PreparedCache {
    return new PreparedCache((record) => this.place.rows!.prepared(record));
  }

  /** The answers to all chunks of a task, in their order. */
  async work<What extends Task['what']>(task: TaskOf<What>, step: UnifyStep, pace: Pace): Promise<ChunkOf[What][]> {
    const answers: (ChunkOf[What] | undefined)[] = Array.from({ length: task.chunks });
    beginTask(this.place, task);
    const turn = new Int32Array(new SharedArrayBuffer(4));
    const beside = this.shared(task, turn, (chunk, done) => (answers[chunk] = done as ChunkOf[What]));
    pace.tell(step, 0, task.chunks);
    for (let chunk = Atomics.add(turn, 0, 1); chunk < task.chunks; chunk = Atomics.add(turn, 0, 1)) {
      answers[chunk] = await this.here<What>(task, chunk, step, pace);
    }
    await beside;
    for (const [chunk, answer] of answers.entries()) {
      answers[chunk] = answer ?? (await this.here<What>(task, chunk, step, pace));
    }
    return answers as ChunkOf[What][];
  }

  /** To be called when all is done, or nothing more is to be done. */
  async close(): Promise<void> {
    await this.thread?.terminate();
  }

  private listen(ready: (began: boolean) => void): void {
    const { thread } = this;
    if (thread === undefined) return ready(false);
    thread.on('message', (said: Said) => {
      if ('ready' in said) return ready(true);
      if ('over' in said) return this.over();
      this.doneBeside += 1;
      this.take(said.chunk, said.done);
    });
    const gone = () => {
      ready(false);
      this.over();
    };
    thread.on('error', gone);
    thread.on('exit', gone);
  }

  /** Has the thread take its share, if there is one; resolves when it takes no more. */
  private async shared(task: Task, turn: Int32Array, take: Take): Promise<void> {
    const { thread } = this;
    if (thread === undefined || thread.threadId < 0) return; // it has ended
    this.take = take;
    const over = new Promise<void>((resolve) => (this.over = resolve));
    thread.postMessage({ task, turn });
    await over;
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
function startThread(work: PoolWork): Worker {
  const file = new URL(import.meta.url.replace(/crew(?=\.[a-z]+$)/, 'pool-thread'));
  return new Worker(file, { workerData: work, resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES } });
}
