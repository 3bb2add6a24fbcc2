import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type { CopyStreamQuery } from 'pg-copy-streams';
import { closeCopy } from '../../db/copy/close-copy.ts';

/** An open COPY that is written to no faster than Postgres takes it. */
export class CopyWriter {
  private readonly failure: Promise<never>;

  constructor(private readonly copy: CopyStreamQuery) {
    // COPY fails at any time, also while nobody waits: remember it for the next write.
    this.failure = once(copy, 'error').then(([error]) => Promise.reject(error as Error));
    this.failure.catch(() => undefined);
  }

  /** Sends whole lines; waits while Postgres is behind. The bytes must not be written to again. */
  async write(lines: Buffer | string): Promise<void> {
    if (lines.length > 0 && !this.copy.write(lines)) await Promise.race([once(this.copy, 'drain'), this.failure]);
  }

  /** Ends the COPY: then all that was written is in the table. */
  async end(): Promise<void> {
    this.copy.end();
    await finished(this.copy);
  }

  /**
   * Ends it without its records. Has to be awaited before the transaction is rolled back: the server listens to nothing
   * else while a COPY is open.
   */
  abort(error: Error): Promise<void> {
    return closeCopy(this.copy, error);
  }
}
