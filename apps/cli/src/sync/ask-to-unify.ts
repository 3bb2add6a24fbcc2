import type { Queryable, RunLine } from '@app/snapshot-core';
import { hasModels } from './has-models.ts';

/** As the library's function of this name, which is not loaded where there are no models. */
export async function askToUnify(tx: Queryable, run: RunLine): Promise<void> {
  if (run.seq === null || !(await hasModels(tx))) return;
  const library = await import('./unify-library.ts');
  await library.askToUnify(tx, run);
}
