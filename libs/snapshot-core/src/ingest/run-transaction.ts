import type { PoolClient } from 'pg';
import {
  commitRun,
  failRun,
  findRun,
  type NewRun,
  releaseRun,
  type RunLine,
  runLine,
  startRun,
  type RunView,
} from '../catalog/runs.ts';
import { saveRejects } from '../catalog/rejects.ts';
import type { Database } from '../db/database.ts';
import { WeftError } from '../errors.ts';
import { TooManyRejects } from './reject-list.ts';

/** A run in progress. */
export interface ActiveRun {
  id: number;
  /** Names the run in messages: `run 12 of acme/salesforce.Account`. */
  where: string;
}

/** What others do in a run. */
export interface RunHooks {
  /** Called inside the run's transaction, after its changes: what it writes lands with them or not at all. */
  onPublished?: (tx: PoolClient, run: RunLine) => Promise<void>;
}

/**
 * Does the work of one run in one transaction, which has to end the run in the catalog (`finishRun`) and may return it:
 * what the run wrote and its status land together or not at all (I3). A run that throws is recorded as failed.
 *
 * Everything happens on one connection, so that no number of runs can exhaust the pool against each other.
 * @throws WeftError as `work` threw it, or `failed` around anything else
 */
export async function runTransaction(
  db: Database,
  tenant: string,
  run: NewRun,
  work: (tx: PoolClient, active: ActiveRun) => Promise<RunView | void>,
): Promise<RunLine> {
  const tx = await db.pool.connect();
  let broken: Error | undefined;
  try {
    const id = await startRun(tx, run);
    const where = `run ${id} of ${tenant}/${run.source}`;
    try {
      await tx.query('begin');
      const finished = (await work(tx, { id, where })) ?? (await findRun(tx, id))!;
      await commitRun(tx, id);
      return runLine(finished);
    } catch (error) {
      await tx.query('rollback');
      const named = nameError(error, where);
      await failRun(tx, id, { code: named.code, message: named.message, hint: named.hint }, rejectedBy(named));
      if (named instanceof TooManyRejects) await keepSample(tx, id, named);
      await releaseRun(tx, id);
      throw named;
    }
  } catch (error) {
    // Whatever is not a run's own error leaves the connection in an unknown state.
    if (!(error instanceof WeftError)) broken = error as Error;
    throw error;
  } finally {
    tx.release(broken);
  }
}

const rejectedBy = (error: WeftError): number => (error instanceof TooManyRejects ? error.count : 0);

/** What a run was given up for is kept to look at, though nothing of the run was written. */
async function keepSample(tx: PoolClient, runId: number, { sample, forms }: TooManyRejects): Promise<void> {
  await saveRejects(tx, { runId, streamId: null, forms }, sample);
}

function nameError(error: unknown, where: string): WeftError {
  if (error instanceof WeftError) return error;
  const { name, message } = error as Error;
  if (name === 'AbortError') {
    return new WeftError('interrupted', `${where} was stopped; nothing of it was written`, 'Ingest the file again.', {
      cause: error,
    });
  }
  return new WeftError(
    'failed',
    `${where} failed: ${message}`,
    'Nothing of it was written. Try again; if it fails again, `weft doctor` looks for the cause.',
    { cause: error },
  );
}
