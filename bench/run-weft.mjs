import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const WORKER = fileURLToPath(new URL('weft-worker.mjs', import.meta.url));

/**
 * Has a process of its own do a piece of work (see weft-worker.mjs).
 * @param {(done: number, total: number) => void} onProgress
 * @returns {Promise<{ seconds: number, peakMb: number, postgresMb: number }>} without the start of the process
 */
export async function runWeft(work, memory, onProgress) {
  memory.reset();
  const child = fork(WORKER);
  let result;
  child.on('message', (told) => {
    if (told.seconds === undefined) onProgress(told.done, told.total);
    else result = told;
  });
  const closed = once(child, 'close');
  child.send(work);
  const [code, signal] = await closed;
  memory.sample();
  if (code !== 0 || !result) throw new Error(`Weft ended with ${signal ?? code}, see above`);
  return { ...result, postgresMb: memory.peakMb };
}
