import { stat } from 'node:fs/promises';
import { type Database, enqueueUnify, fileInput, type RunLine, runSync, WeftError } from '@app/snapshot-core';
import { modelsFedBy } from '@app/unify';
import { countInterrupted, markIngested, type QueuedDelivery } from './deliveries.ts';

/** A delivery whose runs end this often with their process is taken for the cause. */
const INTERRUPTED_LIMIT = 10;

/**
 * Ingests a delivery exactly once: its mark, its run and the unify jobs that follow from it land in one transaction.
 * Returns null when another worker was first.
 * @throws WeftError `invalid_input` when the file is gone, has changed since it was found, or changes while it is read;
 * and whatever `runSync` throws
 */
export async function ingestDelivery(
  db: Database,
  delivery: QueuedDelivery,
  signal: AbortSignal,
): Promise<RunLine | null> {
  const { tenant, integration, stream } = delivery;
  await refuseDeadly(db, delivery);
  await refuseChanged(delivery);
  const input = await fileInput(delivery.path);
  const models = await modelsFedBy(db, tenant, [{ integration, stream }]);
  let taken = false;
  try {
    return await runSync(db, {
      tenant,
      integration,
      stream,
      input,
      signal,
      onPublished: async (tx, { run }) => {
        await refuseChanged(delivery); // all of it has been read by now: what was read is the file as it was found
        taken = !(await markIngested(tx, delivery.id, run));
        if (taken) throw alreadyIngested(delivery);
        for (const { name } of models) await enqueueUnify(tx, tenant, name);
      },
    });
  } catch (error) {
    if (taken) return null;
    throw error;
  }
}

const describe = ({ tenant, integration, stream, path }: QueuedDelivery): string =>
  `${path} (for ${tenant}/${integration}.${stream})`;

/** The file must still be the delivery: same size, same time of change. What it has become is a delivery of its own. */
async function refuseChanged(delivery: QueuedDelivery): Promise<void> {
  const stats = await stat(delivery.path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (stats === undefined) {
    throw new WeftError(
      'invalid_input',
      `${describe(delivery)} was found, but is no longer there; it was not ingested`,
      'Deliver it again, and let it stay until its run has ended.',
    );
  }
  if (stats.size === delivery.size && stats.mtime.getTime() === delivery.modifiedAt.getTime()) return;
  throw new WeftError(
    'invalid_input',
    `${describe(delivery)} changed after it was found; that state of it was not ingested`,
    'Nothing to do: the changed file is found as a new delivery. Writers should write to a `.tmp` name and rename at the end.',
  );
}

/** A delivery that takes its worker down must not do so for ever. */
async function refuseDeadly(db: Database, delivery: QueuedDelivery): Promise<void> {
  const interrupted = await countInterrupted(db.pool, delivery);
  if (interrupted < INTERRUPTED_LIMIT) return;
  throw new WeftError(
    'invalid_input',
    `${describe(delivery)} is given up: ${interrupted} times its worker was killed while ingesting it`,
    'Look into the memory of the worker and into the file; touch the file to have it ingested again.',
  );
}

const alreadyIngested = (delivery: QueuedDelivery): WeftError =>
  new WeftError(
    'conflict',
    `${describe(delivery)} was ingested by another worker meanwhile`,
    'Nothing to do: this run wrote nothing.',
  );
