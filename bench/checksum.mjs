import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/**
 * Seconds that it takes just to read a file and make its MD5: about the least that looking at every byte can cost. By
 * md5sum where there is one, else in Node.
 */
export async function checksumSeconds(path) {
  const started = performance.now();
  const { error } = spawnSync('md5sum', [path]);
  if (error) {
    const again = performance.now();
    await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), createHash('md5'));
    return (performance.now() - again) / 1000;
  }
  return (performance.now() - started) / 1000;
}
