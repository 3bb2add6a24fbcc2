import { once } from 'node:events';

/** Who read our output has closed it (`weft records … | head`). */
export class ClosedOutput extends Error {
  override readonly name = 'ClosedOutput';
}

/** Standard output for results. Waits when the reader is slower than we are. */
export interface Printer {
  /** Writes text, or bytes, as they are. */
  text(text: string | Uint8Array): Promise<void>;
  /** Writes one line of JSON a value. */
  json(...values: unknown[]): Promise<void>;
}

/**
 * @param whenClosed `stop` ends the command quietly once nobody reads any more; `go on` is for commands that do something
 * besides telling about it.
 */
export function openPrinter(
  whenClosed: 'stop' | 'go on' = 'stop',
  stream: NodeJS.WritableStream = process.stdout,
): Printer {
  let failure: NodeJS.ErrnoException | undefined;
  stream.on('error', (error: NodeJS.ErrnoException) => (failure = error));

  const text = async (chunk: string | Uint8Array): Promise<void> => {
    if (failure === undefined && chunk.length > 0 && !stream.write(chunk)) {
      await once(stream, 'drain').catch((error: NodeJS.ErrnoException) => (failure = error));
    }
    // A pipe that nobody reads is reported a turn of the event loop after the write.
    await new Promise(setImmediate);
    if (failure === undefined) return;
    if (failure.code !== 'EPIPE') throw failure;
    if (whenClosed === 'stop') throw new ClosedOutput('standard output was closed', { cause: failure });
  };
  return { text, json: (...values) => text(values.map((value) => `${JSON.stringify(value)}\n`).join('')) };
}
