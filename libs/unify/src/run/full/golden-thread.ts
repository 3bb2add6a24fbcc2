/** The thread that merges part of a full run's clusters, see golden-rows.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import type { StageRow } from '@app/snapshot-core';
import { type GoldenWork, openGolden } from './golden-chunk.ts';
import type { Asked, Said } from './side-thread.ts';

const rowsOf = openGolden(workerData as GoldenWork, new Map());

parentPort!.on('message', ({ number, job }: Asked<number>) => {
  parentPort!.postMessage({ number, answer: rowsOf(job) } satisfies Said<StageRow[]>);
});
