import { type RunLine, ensureTenant } from '@app/snapshot-core';
import { runUnify, type UnifiedModel } from '@app/unify';
import type { Printer } from '../output/printer.ts';
import { runSummary } from '../output/run-lines.ts';
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
    // Thrown out of a callback, the interruption rolls the run back.
    const onProgress = () => signal.throwIfAborted();
    const line = await runUnify(db, tenant, model, { full: options.full, onProgress });
    await (options.json ? options.printer.json(line) : options.printer.text(runSummary(line, options.nameWidth)));
    runs.push(line);
    signal.throwIfAborted();
  }
  return runs;
}
