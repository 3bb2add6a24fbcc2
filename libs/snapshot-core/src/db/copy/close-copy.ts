import { finished } from 'node:stream/promises';
import type { CopyStreamQuery } from 'pg-copy-streams';

/** Ends a COPY that is not to land, and waits until the server has heard of it; one that has ended is left alone. */
export async function closeCopy(copy: CopyStreamQuery, error: Error): Promise<void> {
  if (copy.closed || copy.writableFinished) return;
  copy.destroy(error);
  await finished(copy).catch(() => undefined); // it ends with the error that it was given
}
