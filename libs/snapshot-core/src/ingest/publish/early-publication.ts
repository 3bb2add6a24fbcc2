import type { PoolClient } from 'pg';
import type { Stage } from '../stage/stage.ts';
import { type DiffInput, LOOKED_UP_OF } from './diff.ts';
import { NOTHING, publish, type Published, together } from './publish.ts';

/** What a publication needs to know before all records have come. */
export type EarlyInput = Omit<DiffInput, 'stage' | 'absence' | 'early'>;

/**
 * Publishes what is in a staging table while the rest of the delivery is still being read: Postgres else waits for this process then,
 * and this process for the publication later. Absent records are not known before the end.
 */
export class EarlyPublication {
  /** Number of the last record that was published, or is just being published. */
  to = 0;
  /** What was done so far. */
  published: Published = NOTHING;
  /** Hashes that the published records had before, 16 bytes each. */
  readonly replaced: Buffer[] = [];

  constructor(
    private readonly tx: PoolClient,
    private readonly input: EarlyInput,
    private readonly runId: number,
  ) {}

  /**
   * Publishes what has come since the last time. When that is much of what is stored, the rest is left to the end, where
   * not each record is looked up by itself.
   * @param stageOf settles and gives the records since the last time, up to the n-th
   * @returns whether it did
   */
  async publish(n: number, stageOf: (size: number) => Promise<Stage>): Promise<boolean> {
    if (n * LOOKED_UP_OF > (this.input.records ?? 0)) return false;
    const size = n - this.to;
    this.to = n;
    const stage = await stageOf(size);
    const input = { ...this.input, stage, absence: { type: 'none' as const }, early: true };
    const published = await publish(this.tx, this.runId, input);
    if (published.replaced) this.replaced.push(published.replaced);
    this.published = together(this.published, published);
    return true;
  }
}
