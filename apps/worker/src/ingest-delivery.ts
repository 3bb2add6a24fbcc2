import { type Database, fileInput, formatOfName, type RunLine, runSync, WeftError } from '@app/snapshot-core';
import { askToUnify } from '@app/unify';
import { countInterrupted, filesOf, markIngested, type QueuedDelivery } from './deliveries.ts';
import { ingestSinger } from './ingest-singer.ts';
import { describe, refuseChanged } from './refuse-changed.ts';

/** A delivery whose runs end this often with their process is taken for the cause. */
const INTERRUPTED_LIMIT = 10;

/**
 * Ingests a delivery exactly once, its parts in one run: its mark, its run and the unify jobs that follow from it land in one transaction.
 * A Singer stream comes to several runs, see {@link ingestSinger}.
 * @returns its runs; none when another worker was first
 * @throws WeftError `invalid_input` when the file is gone, has changed since it was found, or changes while it is read;
 * and whatever `runSync` throws
 */
export async function ingestDelivery(db: Database, delivery: QueuedDelivery, signal: AbortSignal): Promise<RunLine[]> {
  const { tenant, integration, stream } = delivery;
  await refuseDeadly(db, delivery);
  await refuseChanged(delivery);
  if (formatOfName(delivery.path) === 'singer') return ingestSinger(db, delivery, signal);
  const input = await Promise.all(filesOf(delivery).map(({ path }) => fileInput(path)));
  let taken = false;
  try {
    const run = await runSync(db, {
      tenant,
      integration,
      stream,
      input,
      signal,
      onPublished: async (tx, run) => {
        await refuseChanged(delivery); // all of it has been read by now: what was read is the file as it was found
        taken = !(await markIngested(tx, delivery.id, run.run));
        if (taken) throw alreadyIngested(delivery);
        await askToUnify(tx, run);
      },
    });
    return [run];
  } catch (error) {
    if (taken) return [];
    throw error;
  }
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
