import { addAbortSignal } from 'node:stream';
import {
  fileInput,
  type Format,
  planSync,
  type PlannedChange,
  type RunHooks,
  type RunLine,
  runSync,
  type StreamSettings,
} from '@app/snapshot-core';
import { showProgress } from '../output/progress.ts';
import type { Session } from '../session.ts';

/** Sync output, in one or several files, and where it goes. */
export interface FileSync extends RunHooks {
  tenant: string;
  integration: string;
  stream: string;
  paths: readonly string[];
  /** As told for all files. */
  format?: Format;
  settings?: Partial<StreamSettings>;
  /** The run whose rejected records these are, corrected. */
  fixes?: number;
}

/** Ingests a delivery in one run, showing how far it is. Interrupted, it leaves nothing behind. */
export async function syncFile({ db, signal }: Pick<Session, 'db' | 'signal'>, file: FileSync): Promise<RunLine> {
  return withProgress(signal, file, async (request) => runSync(db, { ...request, signal }));
}

/** What ingesting the delivery would change; nothing is written. */
export async function planFile(
  { db, signal }: Pick<Session, 'db' | 'signal'>,
  file: FileSync,
  onChange: (change: PlannedChange) => Promise<void>,
): Promise<RunLine> {
  return withProgress(signal, file, async (request) => planSync(db, { ...request, signal }, onChange));
}

async function withProgress(
  signal: AbortSignal,
  { paths, format, ...target }: FileSync,
  work: (request: Parameters<typeof runSync>[1]) => Promise<RunLine>,
): Promise<RunLine> {
  const files = await Promise.all(paths.map((path) => fileInput(path, format)));
  // What waits for input that does not come (standard input) hears of Ctrl-C by this alone.
  const input = files.map((file) => ({ ...file, open: () => addAbortSignal(signal, file.open()) }));
  const progress = showProgress(`${target.integration}.${target.stream}`);
  try {
    return await work({ ...target, input, onProgress: progress.update });
  } finally {
    progress.stop();
  }
}
