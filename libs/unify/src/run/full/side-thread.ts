import { Worker } from 'node:worker_threads';

/** With fewer records a thread costs more to start (a third of a second) than it takes off this one. */
export const LEAST_RECORDS = 50_000;
/** Jobs that the thread has before it at most: what it is at, and the next. */
const MOST_AHEAD = 2;
/** Left to itself it lets several times as much lie before it clears up. */
const MOST_MEGABYTES = 128;

/** A job for the thread, by its number. */
export interface Asked<Job> {
  readonly number: number;
  readonly job: Job;
}
/** What it says of a job: something on the way, or what comes of it. */
export type Said<Answer, Part = never> =
  { readonly number: number; readonly answer: Answer } | { readonly number: number; readonly part: Part };

interface Waiting<Answer, Part> {
  readonly resolve: (answer: Answer | undefined) => void;
  readonly take: (part: Part) => void;
}

/** A thread that does jobs beside this one, in their order. One that cannot start, or dies, leaves them to who asked. */
export class SideThread<Job, Answer, Part = never> {
  /** Jobs that it has done. */
  done = 0;
  private readonly thread: Worker;
  private asked = 0;
  private readonly waiting = new Map<number, Waiting<Answer, Part>>();

  /**
   * @param work what it starts from
   * @param megabytes most memory of its heap
   */
  constructor(file: URL, work: unknown, megabytes = MOST_MEGABYTES) {
    this.thread = new Worker(file, {
      workerData: work,
      resourceLimits: { maxOldGenerationSizeMb: megabytes },
    });
    this.thread.on('message', (said: Said<Answer, Part>) => {
      if ('part' in said) return this.waiting.get(said.number)?.take(said.part);
      this.done += 1;
      this.settle(said.number, said.answer);
    });
    const gone = () => {
      for (const number of [...this.waiting.keys()]) this.settle(number, undefined);
    };
    this.thread.on('error', gone);
    this.thread.on('exit', gone);
  }

  /** Whether it has not ended. */
  get isThere(): boolean {
    return this.thread.threadId > 0;
  }

  /** Whether it would not have to wait for another job. */
  get isFree(): boolean {
    return this.isThere && this.waiting.size < MOST_AHEAD;
  }

  /**
   * The answer; undefined when the thread was gone before it gave one.
   * @param take is given what the thread says on the way
   */
  ask(job: Job, take: (part: Part) => void = () => undefined): Promise<Answer | undefined> {
    if (!this.isThere) return Promise.resolve(undefined);
    const number = (this.asked += 1);
    const answer = new Promise<Answer | undefined>((resolve) => this.waiting.set(number, { resolve, take }));
    this.thread.postMessage({ number, job } satisfies Asked<Job>);
    return answer;
  }

  async close(): Promise<void> {
    await this.thread.terminate();
  }

  private settle(number: number, answer: Answer | undefined): void {
    const waiting = this.waiting.get(number);
    this.waiting.delete(number);
    waiting?.resolve(answer);
  }
}
