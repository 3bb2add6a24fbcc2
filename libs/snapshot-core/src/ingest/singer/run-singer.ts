import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../../db/database.ts';
import { readChunks, type SyncInput } from '../input.ts';
import { defaultLimits, FlushClock, type FlushLimits } from './flush-clock.ts';
import { Lines } from './lines.ts';
import { MalformedLine } from './message.ts';
import type { SingerRequest } from './singer-request.ts';
import { SingerTarget } from './singer-target.ts';

const LONG_LINE = 1 << 20;

/** A Singer stream and where it goes. */
export interface SingerSync extends SingerRequest {
  input: SyncInput;
  limits?: Partial<FlushLimits>;
  onProgress?: (bytesRead: number, bytesTotal: number | null) => void;
  /** Ends the input where it is: what came before is written. */
  signal?: AbortSignal;
}

/**
 * Ingests a Singer stream: SCHEMA, RECORD, STATE and ACTIVATE_VERSION messages of any number of record streams. What came is written in
 * bounded batches, so memory does not grow with the stream, and a tap that runs for hours makes progress.
 *
 * When a line is no message, what stood before it is written, states included, before the error is thrown.
 * @throws WeftError `invalid_input`, naming the line; as `runSync` throws
 */
export async function runSinger(db: Database, sync: SingerSync): Promise<void> {
  const target = new SingerTarget(db, sync);
  const clock = new FlushClock(target, { ...defaultLimits, ...sync.limits });
  const { input } = sync;
  const source = input.open();
  const chunks = readChunks({ ...input, open: () => source }, (read) => sync.onProgress?.(read, input.size));
  const lines = new Lines(input.name);
  try {
    for (;;) {
      const chunk = await nextChunk(chunks, clock, sync.signal);
      if (!chunk) break;
      for (const [number, line] of lines.of(chunk)) {
        // A long line is in memory several times while it is taken and written: not beside others like it.
        const copies = line.length > LONG_LINE ? 2 * line.length : 0;
        if (copies > 0 && clock.isFull(copies)) await clock.flush();
        await target.take(number, line);
        if (clock.isFull(copies)) await clock.flush();
      }
      if (clock.isDue()) await clock.flush();
    }
    for (const [number, line] of lines.last()) if (!sync.signal?.aborted) await target.take(number, line);
  } catch (error) {
    if (error instanceof MalformedLine) await target.flush();
    throw error;
  } finally {
    // Not by ending the generator: that would wait for what it is reading, which a tap may send in an hour.
    source.destroy();
  }
  await target.flush();
}

/** Waits for input; what waits too long meanwhile is written. Undefined at the end, or when it is to be the end. */
async function nextChunk(
  chunks: AsyncIterator<Buffer>,
  clock: FlushClock,
  signal: AbortSignal | undefined,
): Promise<Buffer | undefined> {
  if (signal?.aborted) return undefined;
  const next = chunks.next().catch((error: Error) => {
    // Told to end, standard input ends with an error.
    if (signal?.aborted) return { done: true as const, value: undefined };
    throw error;
  });
  next.catch(() => undefined); // nobody waits for it when writing fails meanwhile
  for (;;) {
    const wait = clock.untilDue();
    if (wait === undefined) break;
    const timer = new AbortController();
    const paused = delay(wait, 'paused' as const, { signal: timer.signal, ref: false }).catch(() => 'paused' as const);
    const first = await Promise.race([next, paused]);
    timer.abort();
    if (first !== 'paused') break;
    await clock.flush();
  }
  const { done, value } = await next;
  return done ? undefined : value;
}
