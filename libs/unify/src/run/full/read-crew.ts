import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type Mapping, relationsOf, type UnifiedModel } from '../../model/unified-model.ts';
import type { MappingError } from '../../project/mapping-error.ts';
import type { Pace } from '../pace.ts';
import { projectLines, type ProjectedRows, type RowSource } from './project-lines.ts';
// By its type alone, which is what brings the thread's file into a build.
import type { Read } from './read-thread.ts';

/** With fewer records a thread has hardly begun when all is read. */
const LEAST_RECORDS = 20_000;
/** Lines that the thread has before it at most: what it is at, and the next. */
const MOST_AHEAD = 2;
/** Left to itself it lets several times as much lie before it clears up. */
const MOST_MEGABYTES = 128;

export interface ReadWork {
  readonly model: UnifiedModel;
  readonly sources: readonly RowSource[];
}

/** Rows for the thread, as COPY gave them. */
export interface Lines {
  readonly number: number;
  /** Place among the sources. */
  readonly source: number;
  readonly lines: Uint8Array;
}

/**
 * Who projects records in a full run: this thread and, where there is another core and enough to do, one more. What the thread
 * took and never answered is done here.
 */
export class ReadCrew {
  /** Records projected so far. */
  records = 0;
  /** Lines that the thread has done. */
  doneBeside = 0;
  private thread: Worker | undefined;
  private taken = 0;
  private readonly waiting = new Map<number, (rows: ProjectedRows | undefined) => void>();
  private readonly mayThread: boolean;

  /**
   * @param least records from which on there is a thread; by default where it pays
   * @param report told of mappings that fail on a record
   */
  constructor(
    private readonly work: ReadWork,
    private readonly report: (fault: MappingError) => void,
    private readonly pace: Pace,
    private readonly least = LEAST_RECORDS,
  ) {
    // An expression has a thread of its own already, and its faults are told here.
    this.mayThread = availableParallelism() > 1 && !mappingsOf(work.model).some(hasExpression);
  }

  /** Projects lines, here or beside: the answer is there when it is awaited. Waits where both have enough to do. */
  async project(source: number, lines: Buffer): Promise<() => Promise<ProjectedRows>> {
    if (this.mayThread && this.thread === undefined && this.records >= this.least) this.start();
    if (this.thread !== undefined && this.thread.threadId > 0 && this.waiting.size < MOST_AHEAD) {
      const number = (this.taken += 1);
      const answer = new Promise<ProjectedRows | undefined>((resolve) => this.waiting.set(number, resolve));
      this.thread.postMessage({ number, source, lines } satisfies Lines);
      return async () => (await answer) ?? this.here(source, lines);
    }
    const rows = await this.here(source, lines);
    return () => Promise.resolve(rows);
  }

  /** To be called when all is read, or nothing more is to be. */
  async close(): Promise<void> {
    await this.thread?.terminate();
  }

  /** Its file's name ends as this one's does: run from a build or from the sources. */
  private start(): void {
    const file = new URL(import.meta.url.replace(/read-crew(?=\.[a-z]+$)/, 'read-thread'));
    const thread = new Worker(file, {
      workerData: this.work,
      resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES },
    });
    thread.on('message', ({ number, rows }: Read) => {
      this.doneBeside += 1;
      this.answer(number, rows);
    });
    const gone = () => {
      for (const number of [...this.waiting.keys()]) this.answer(number, undefined);
    };
    thread.on('error', gone);
    thread.on('exit', gone);
    this.thread = thread;
  }

  private answer(number: number, rows: ProjectedRows | undefined): void {
    const resolve = this.waiting.get(number);
    this.waiting.delete(number);
    resolve?.(rows);
  }

  private async here(source: number, lines: Buffer): Promise<ProjectedRows> {
    const steps = projectLines(this.work.model, this.work.sources[source]!, lines, this.report);
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value;
      if (this.pace.due()) await this.pace.breathe('read', this.records);
    }
  }
}

const mappingsOf = (model: UnifiedModel): Mapping[] => [
  ...model.sources.flatMap(({ map, updatedAt }) => [
    ...Object.values(map),
    ...(updatedAt === undefined ? [] : [updatedAt]),
  ]),
  ...relationsOf(model).flatMap((relation) =>
    Object.values(model.relations![relation]!.from).flatMap((references) => references.map(({ key }) => key)),
  ),
];

function hasExpression(mapping: Mapping): boolean {
  if (typeof mapping === 'string' || 'const' in mapping) return false;
  if ('first_of' in mapping) return mapping.first_of.some(hasExpression);
  if ('join' in mapping) return mapping.join.some(hasExpression);
  return 'jsonata' in mapping || hasExpression(mapping.from);
}
