/** The thread that projects part of a full run's records, see read-crew.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { finish } from '../../linkage/steps.ts';
import { type Lines, projectLines, type ProjectedRows, type ReadWork } from './project-lines.ts';
import type { Asked, Said } from './side-thread.ts';

const { model, sources } = workerData as ReadWork;

parentPort!.on('message', ({ number, job: { source, lines } }: Asked<Lines>) => {
  const { buffer, byteOffset, byteLength } = lines;
  const answer = finish(projectLines(model, sources[source]!, Buffer.from(buffer, byteOffset, byteLength)));
  const { keys, projections, ids } = answer;
  const arrays = [keys.bytes, keys.sizes, projections.bytes, projections.sizes, ids];
  parentPort!.postMessage(
    { number, answer } satisfies Said<ProjectedRows>,
    arrays.map(({ buffer: own }) => own as ArrayBuffer),
  );
});
