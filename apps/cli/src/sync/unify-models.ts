import {
  type Database,
  ensureTenant,
  type RunLine,
  type Tenant,
  unifiedSource,
  waitingUnify,
  withdrawUnify,
} from '@app/snapshot-core';
import { runUnify, type UnifiedModel, type UnifyOptions } from '@app/unify';
import type { Printer } from '../output/printer.ts';
import { showUnifyProgress } from '../output/unify-progress.ts';
import { adviseOn, runSummary } from '../output/run-lines.ts';
import type { Session } from '../session.ts';

/** Unifies model after model, printing a run line each. */
export async function unifyModels(
  { db, signal }: Pick<Session, 'db' | 'signal'>,
  tenantName: string,
  models: readonly UnifiedModel[],
  options: { printer: Printer; json?: true; full?: true; nameWidth: number },
): Promise<RunLine[]> {
  const tenant = await ensureTenant(db, tenantName);
  const runs: RunLine[] = [];
  for (const model of models) {
    const line = await unifyShown(db, tenant, model, { full: options.full, signal });
    await (options.json ? options.printer.json(line) : options.printer.text(runSummary(line, options.nameWidth)));
    adviseOn(line);
    runs.push(line);
    signal.throwIfAborted();
  }
  return runs;
}

/** What waited for a worker is done with the run: where none runs, it would wait for ever. */
async function unifyShown(db: Database, tenant: Tenant, model: UnifiedModel, options: UnifyOptions): Promise<RunLine> {
  const progress = showUnifyProgress(unifiedSource(model.name));
  try {
    const asked = await waitingUnify(db, tenant.name, model.name);
    const line = await runUnify(db, tenant, model, { ...options, onProgress: progress.update });
    if (asked) await withdrawUnify(db, asked);
    return line;
  } finally {
    progress.stop();
  }
}
