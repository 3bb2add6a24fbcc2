import { addAbortSignal } from 'node:stream';
import {
  fileInput,
  type Format,
  planSync,
  type PlannedChange,
  type RunLine,
  runSync,
  type StreamSettings,
} from '@app/snapshot-core';
import { showProgress } from '../output/progress.ts';
import type { Session } from '../session.ts';

/** One file of sync output and where it goes. */
export interface FileSync {
  tenant: string;
  integration: string;
  stream: string;
  path: string;
  /** As told; else its name says it, or its content. */
  format?: Format;
  settings?: Partial<StreamSettings>;
  /** The run whose rejected records these are, corrected. */
  fixes?: number;
}

/** Ingests one file, showing how far it is. Interrupted, it leaves nothing behind. */
export async function syncFile({ db, signal }: Pick<Session, 'db' | 'signal'>, file: FileSync): Promise<RunLine> {
  return withProgress(signal, file, async (request) => runSync(db, { ...request, signal }));
}

/** What ingesting the file would change; nothing is written. */
export async function planFile(
  { db, signal }: Pick<Session, 'db' | 'signal'>,
  file: FileSync,
  onChange: (change: PlannedChange) => Promise<void>,
): Promise<RunLine> {
  return withProgress(signal, file, async (request) => planSync(db, { ...request, signal }, onChange));
}

async function withProgress(
  signal: AbortSignal,
  { path, format, ...target }: FileSync,
  work: (request: Parameters<typeof runSync>[1]) => Promise<RunLine>,
): Promise<RunLine> {
  const file = await fileInput(path, format);
  // What waits for input that does not come (standard input) hears of Ctrl-C by this alone.
  const input = { ...file, open: () => addAbortSignal(signal, file.open()) };
  const progress = showProgress(`${target.integration}.${target.stream}`);
  try {
    return await work({ ...target, input, onProgress: progress.update });
  } finally {
    progress.stop();
  }
}
