/** The thread that does part of a full run's work, see crew.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { finish } from '../../linkage/steps.ts';
import { beginTask, type Task, workChunk } from './pool-work.ts';
import { openWorkplace, type PoolWork } from './workplace.ts';

/** What the thread says: that it has begun, a chunk that it has done, or that none is left. */
export type Said =
  { readonly ready: true } | { readonly chunk: number; readonly done: unknown } | { readonly over: true };

const place = openWorkplace(workerData as PoolWork);
const say = (said: Said, buffers: ArrayBuffer[] = []): void => parentPort!.postMessage(said, buffers);

const isShared = ({ buffer }: ArrayBufferView): boolean => buffer instanceof SharedArrayBuffer;

parentPort!.on('message', ({ task, turn }: { task: Task; turn: Int32Array }) => {
  beginTask(place, task);
  for (let chunk = Atomics.add(turn, 0, 1); chunk < task.chunks; chunk = Atomics.add(turn, 0, 1)) {
    const done = finish(workChunk(place, task, chunk));
    const arrays = Object.values(done).filter((part: unknown) => ArrayBuffer.isView(part) && !isShared(part));
    say(
      { chunk, done },
      arrays.map(({ buffer }) => buffer as ArrayBuffer),
    );
  }
  say({ over: true });
});
say({ ready: true });
