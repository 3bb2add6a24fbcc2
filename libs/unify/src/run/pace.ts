/** What a run is at. */
export type UnifyStep = 'read' | 'train' | 'match' | 'cluster' | 'publish';

/** How far it has got: `done` of `total` records, pairs or clusters; `total` null where it is not known. */
export interface UnifyProgress {
  step: UnifyStep;
  done: number;
  total: number | null;
}

/**
 * No step of work keeps signals, timers and sockets waiting for longer. Postgres is among those who wait: of the statements that a run sends one
 * after the other while it works, each is sent when the work stops for a moment.
 */
const TURN_MS = 4;
const REPORT_MS = 250;

/**
 * Lets others have their turn in long computations, tells how far they are, and stops them when the run is to end. Ask `due`
 * in the loop and await `breathe` when it says so.
 */
export class Pace {
  private turnEnds = performance.now() + TURN_MS;
  private reportAt = 0;

  constructor(
    private readonly signal: AbortSignal | undefined,
    private readonly onProgress: ((progress: UnifyProgress) => void) | undefined,
  ) {}

  due(): boolean {
    return performance.now() > this.turnEnds;
  }

  /** @throws the signal's reason when the run is to end */
  async breathe(step: UnifyStep, done: number, total: number | null = null): Promise<void> {
    this.tell(step, done, total);
    await this.pause();
  }

  /** As `breathe`, for work beside the step that is told of. */
  async pause(): Promise<void> {
    await new Promise(setImmediate);
    this.signal?.throwIfAborted();
    this.turnEnds = performance.now() + TURN_MS;
  }

  /** Tells of the beginning of a step, or of its going on. */
  tell(step: UnifyStep, done: number, total: number | null = null): void {
    this.signal?.throwIfAborted();
    const now = performance.now();
    if (done > 0 && now < this.reportAt) return;
    this.reportAt = now + REPORT_MS;
    this.onProgress?.({ step, done, total });
  }
}
