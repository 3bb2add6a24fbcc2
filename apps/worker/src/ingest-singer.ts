import { type Database, fileInput, type RunLine, runSinger, transaction } from '@app/snapshot-core';
import { askToUnify } from '@app/unify';
import { markIngested, type QueuedDelivery } from './deliveries.ts';
import { refuseChanged } from './refuse-changed.ts';

/**
 * Ingests a delivery that is a Singer stream. It comes to several runs, each with the unify jobs that follow from it, and is
 * marked behind the last: a worker that is killed before begins anew, and what it had written already changes nothing.
 * @returns its runs; none when another worker was first
 * @throws WeftError as `runSinger` does, and `invalid_input` when the file is no longer what was found
 */
export async function ingestSinger(db: Database, delivery: QueuedDelivery, signal: AbortSignal): Promise<RunLine[]> {
  const { tenant, integration, path } = delivery;
  const input = await fileInput(path, 'singer');
  const runs: RunLine[] = [];
  await runSinger(db, {
    tenant,
    integration,
    name: path,
    input,
    signal,
    onPublished: async (tx, run) => {
      await refuseChanged(delivery);
      await askToUnify(tx, run);
    },
    onRun: async (run) => void runs.push(run),
  });
  signal.throwIfAborted(); // what was read until then is written, but there may have been more
  await refuseChanged(delivery);
  const mine = await transaction(db.pool, (tx) => markIngested(tx, delivery.id, runs.at(-1)?.run ?? null));
  return mine ? runs : [];
}
