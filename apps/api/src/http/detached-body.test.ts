import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { detachBody } from './detached-body.ts';

const never = new AbortController().signal;

function sent() {
  const raw = new PassThrough();
  return { raw, request: { raw: raw as unknown as IncomingMessage } };
}

test('the body has the bytes of the request', async () => {
  const { raw, request } = sent();
  const { body, signal } = detachBody(request, never);
  raw.write('Id\n');
  raw.end('1\n');
  expect(Buffer.concat(await body.toArray()).toString()).toBe('Id\n1\n');
  expect(signal.aborted).toBe(false);
});

test('destroying the body leaves the request whole and discards what is left of it', async () => {
  const { raw, request } = sent();
  const { body, signal } = detachBody(request, never);
  raw.write('Id\n');
  body.destroy();
  await once(body, 'close');
  raw.end(Buffer.alloc(4_000_000));
  await once(raw, 'end'); // only comes when somebody reads it
  expect([raw.errored, signal.aborted]).toEqual([null, false]);
});

test('a request that breaks off ends the body with an error', async () => {
  const { raw, request } = sent();
  const { body, signal } = detachBody(request, never);
  raw.write('Id\n');
  raw.destroy();
  await expect(body.toArray()).rejects.toThrow('aborted');
  expect(signal.aborted).toBe(true);
});

test('so does the signal to stop', async () => {
  const stop = new AbortController();
  const { body } = detachBody(sent().request, stop.signal);
  stop.abort();
  await expect(body.toArray()).rejects.toThrow('aborted');
});

test('and a silent client, but not one that waits for us', async () => {
  const silent = sent();
  const waiting = sent();
  const dropped = detachBody(silent.request, never, 60);
  const kept = detachBody(waiting.request, never, 60);
  silent.raw.write('Id\n');
  waiting.raw.write(Buffer.alloc(4_000_000)); // more than the body takes before anybody reads it
  await expect(dropped.body.toArray()).rejects.toThrow('aborted');
  expect(kept.signal.aborted).toBe(false);
  waiting.raw.end();
  expect(Buffer.concat(await kept.body.toArray())).toHaveLength(4_000_000);
});
