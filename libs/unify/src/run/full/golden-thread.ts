/** The thread that merges part of a full run's clusters, see golden-rows.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import type { RowPack } from '@app/snapshot-core';
import { type GoldenWork, openGolden } from './golden-chunk.ts';
import type { Asked, Said } from './side-thread.ts';

const rowsOf = openGolden(workerData as GoldenWork, new Map());

parentPort!.on('message', ({ number, job }: Asked<number>) => {
  const answer = rowsOf(job);
  const buffers = [answer.bytes, answer.ends].map(({ buffer }) => buffer as ArrayBuffer);
  parentPort!.postMessage({ number, answer } satisfies Said<RowPack>, buffers);
});
