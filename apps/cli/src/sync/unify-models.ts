import { type Database, ensureTenant, type RunLine, type Tenant, unifiedSource } from '@app/snapshot-core';
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

async function unifyShown(db: Database, tenant: Tenant, model: UnifiedModel, options: UnifyOptions): Promise<RunLine> {
  const progress = showUnifyProgress(unifiedSource(model.name));
  try {
    return await runUnify(db, tenant, model, { ...options, onProgress: progress.update });
  } finally {
    progress.stop();
  }
}
