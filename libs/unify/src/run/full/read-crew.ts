import { availableParallelism } from 'node:os';
import { type Mapping, relationsOf, type UnifiedModel } from '../../model/unified-model.ts';
import type { MappingError } from '../../project/mapping-error.ts';
import type { Pace } from '../pace.ts';
import { type Lines, projectLines, type ProjectedRows, type ReadWork } from './project-lines.ts';
import { LEAST_RECORDS, SideThread } from './side-thread.ts';
// Nothing of it, which is what brings the thread's file into a build.
import type {} from './read-thread.ts';

/**
 * Who projects records in a full run: this thread and, where there is another core and enough to do, one more. What the thread
 * took and never answered is done here.
 */
export class ReadCrew {
  /** Records projected so far. */
  records = 0;
  private thread: SideThread<Lines, ProjectedRows> | undefined;
  private readonly mayThread: boolean;

  private readonly least: number;
  private readonly expected: number;

  /**
   * @param report told of mappings that fail on a record
   * @param options.expected records that there are likely to be, so that a thread that will pay is there from the beginning
   * @param options.least records from which on there is a thread; by default where it pays
   */
  constructor(
    private readonly work: ReadWork,
    private readonly report: (fault: MappingError) => void,
    private readonly pace: Pace,
    { expected = 0, least = LEAST_RECORDS } = {},
  ) {
    this.expected = expected;
    this.least = least;
    // An expression has a thread of its own already, and its faults are told here.
    this.mayThread = availableParallelism() > 1 && !mappingsOf(work.model).some(hasExpression);
  }

  /** Batches of lines that the thread has done. */
  get doneBeside(): number {
    return this.thread?.done ?? 0;
  }

  /** Projects lines, here or beside: the answer is there when it is awaited. Waits where both have enough to do. */
  async project(source: number, lines: Buffer): Promise<() => Promise<ProjectedRows>> {
    if (this.mayThread && Math.max(this.records, this.expected) >= this.least) this.thread ??= startThread(this.work);
    if (this.thread?.isFree) {
      const answer = this.thread.ask({ source, lines });
      return async () => (await answer) ?? this.here(source, lines);
    }
    const rows = await this.here(source, lines);
    return () => Promise.resolve(rows);
  }

  /** To be called when all is read, or nothing more is to be. */
  async close(): Promise<void> {
    await this.thread?.close();
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

/** Its file's name ends as this one's does: run from a build or from the sources. */
const startThread = (work: ReadWork): SideThread<Lines, ProjectedRows> =>
  new SideThread(new URL(import.meta.url.replace(/read-crew(?=\.[a-z]+$)/, 'read-thread')), work);

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
