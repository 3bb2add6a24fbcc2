import { enqueueUnify, type Queryable, type RunLine } from '@app/snapshot-core';
import { modelsFedBy } from './models-fed-by.ts';

/**
 * Asks a worker to unify the models that a run has changed records of. To be called in the run's transaction (its `onPublished`):
 * then no published change is left without its unification, whatever is killed. A run that changed nothing asks for nothing.
 */
export async function askToUnify(tx: Queryable, run: RunLine): Promise<void> {
  if (run.seq === null) return;
  for (const { name } of await modelsFedBy(tx, run.tenant, [run])) await enqueueUnify(tx, run.tenant, name);
}
