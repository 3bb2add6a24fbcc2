import { type RunLine, ensureTenant } from '@app/snapshot-core';
import { listModels, runUnify, type UnifiedModel } from '@app/unify';
import type { Printer } from '../output/printer.ts';
import { runSummary, sourceOf } from '../output/run-lines.ts';
import type { Session } from '../session.ts';

/** Models that a stream of these feeds. */
export async function modelsFedBy(
  { db }: Pick<Session, 'db'>,
  streams: readonly { integration: string; stream: string }[],
): Promise<UnifiedModel[]> {
  const names = new Set(streams.map(sourceOf));
  return (await listModels(db)).filter(({ sources }) => sources.some((source) => names.has(sourceOf(source))));
}

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
