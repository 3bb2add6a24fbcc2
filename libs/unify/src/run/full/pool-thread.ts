/** The thread that does part of a full run's work, see crew.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { finish } from '../../linkage/steps.ts';
import { beginTask, endTask, type Task, workChunk } from './pool-work.ts';
import type { Asked, Said } from './side-thread.ts';
import { openWorkplace, type PoolWork } from './workplace.ts';

/** A task, and the number that tells whose turn it is; undefined only to hear that the thread has begun. */
export type Share = { readonly task: Task; readonly turn: Int32Array } | undefined;

/** A chunk that the thread has done. */
export interface DoneChunk {
  readonly chunk: number;
  readonly done: unknown;
}

const place = openWorkplace(workerData as PoolWork);
const say = (said: Said<true, DoneChunk>, buffers: ArrayBuffer[] = []): void => parentPort!.postMessage(said, buffers);

const isShared = ({ buffer }: ArrayBufferView): boolean => buffer instanceof SharedArrayBuffer;

function work({ task, turn }: NonNullable<Share>, number: number): void {
  beginTask(place, task);
  for (let chunk = Atomics.add(turn, 0, 1); chunk < task.chunks; chunk = Atomics.add(turn, 0, 1)) {
    const done = finish(workChunk(place, task, chunk));
    const arrays = Object.values(done).filter((part: unknown) => ArrayBuffer.isView(part) && !isShared(part));
    say(
      { number, part: { chunk, done } },
      arrays.map(({ buffer }) => buffer as ArrayBuffer),
    );
  }
  endTask(place, task);
}

parentPort!.on('message', ({ number, job }: Asked<Share>) => {
  if (job !== undefined) work(job, number);
  say({ number, answer: true });
});
