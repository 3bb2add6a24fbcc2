import { gzipSync } from 'node:zlib';
import { unpack } from './unpack.ts';

const MEGABYTE = 1 << 20;
const zeros = gzipSync(Buffer.alloc(100 * MEGABYTE));

async function unpacked(packed: Buffer, ratio?: number | 'none'): Promise<number> {
  let bytes = 0;
  for await (const chunk of unpack(chunksOf(packed), 'x.gz', ratio)) bytes += chunk.length;
  return bytes;
}

async function* chunksOf(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 10_000) yield bytes.subarray(at, at + 10_000);
}

test('what unpacks to more than so many times its size is given up, however it comes', async () => {
  await expect(unpacked(zeros)).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringMatching(/200 times/),
  });
  await expect(unpacked(zeros, 1000)).rejects.toMatchObject({ code: 'invalid_input' });
  expect(await unpacked(zeros, 2000)).toBe(100 * MEGABYTE);
  expect(await unpacked(zeros, 'none')).toBe(100 * MEGABYTE);
});

test('a small file may unpack to anything', async () => {
  expect(await unpacked(gzipSync(Buffer.alloc(60 * MEGABYTE)))).toBe(60 * MEGABYTE);
});
