import { PassThrough, type Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';

/** Longest silence of a client that is expected to go on sending, in milliseconds: it holds a database connection. */
const MAX_SILENCE = 60_000;

/**
 * The request's body as a stream of its own. What reads it may destroy it, which for the request itself would tear down
 * the connection before the answer is out; what is left of the body is then discarded.
 * @param stop ends the body, as if its client had gone away; so does a silence of `maxSilence` milliseconds
 * @returns the body, and a signal that aborts when it ends before all of it was sent
 */
export function detachBody(
  { raw }: Pick<FastifyRequest, 'raw'>,
  stop: AbortSignal,
  maxSilence = MAX_SILENCE,
): { body: Readable; signal: AbortSignal } {
  const body = new PassThrough();
  const gone = new AbortController();
  const signal = AbortSignal.any([gone.signal, stop]);
  // Who waits for the next bytes of a silent client would not see the signal.
  signal.addEventListener('abort', () => body.destroy(signal.reason as Error), { once: true });
  let complete = false;
  let heard = performance.now();
  raw.on('data', () => (heard = performance.now()));
  raw.on('end', () => (complete = true));
  const listening = setInterval(() => {
    // While the body is not taken from us fast enough, the silence is ours.
    if (body.writableNeedDrain) heard = performance.now();
    if (!complete && performance.now() - heard > maxSilence) gone.abort();
  }, maxSilence / 6).unref();
  raw.on('close', () => complete || gone.abort());
  raw.on('error', () => undefined); // "close" follows and tells it
  body.on('error', () => undefined); // for when nobody reads it any more
  body.on('close', () => {
    clearInterval(listening);
    raw.unpipe(body);
    raw.resume();
  });
  raw.pipe(body);
  return { body, signal };
}
