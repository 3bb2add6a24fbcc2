/** The thread that projects part of a full run's records, see read-crew.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { finish } from '../../linkage/steps.ts';
import { projectLines, type ProjectedRows } from './project-lines.ts';
import type { Lines, ReadWork } from './read-crew.ts';

/** What the thread says: the rows of the lines with this number. */
export interface Read {
  readonly number: number;
  readonly rows: ProjectedRows;
}

const { model, sources } = workerData as ReadWork;

parentPort!.on('message', ({ number, source, lines }: Lines) => {
  const { buffer, byteOffset, byteLength } = lines;
  const rows = finish(projectLines(model, sources[source]!, Buffer.from(buffer, byteOffset, byteLength)));
  const read: Read = { number, rows };
  const arrays = [rows.keys.bytes, rows.keys.sizes, rows.projections.bytes, rows.projections.sizes, rows.ids];
  parentPort!.postMessage(
    read,
    arrays.map(({ buffer: own }) => own as ArrayBuffer),
  );
});
