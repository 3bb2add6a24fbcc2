import { addAbortSignal } from 'node:stream';
import { fileInput, type RunHooks, type RunLine, runSinger, type StreamSettings } from '@app/snapshot-core';
import { showProgress } from '../output/progress.ts';
import type { Session } from '../session.ts';

/** A Singer stream and where it goes; which streams it has, its messages say. */
export interface SingerFile extends RunHooks {
  tenant: string;
  integration: string;
  path: string;
  settings?: Partial<StreamSettings>;
}

/** What is heard of while a Singer stream is ingested. */
export interface SingerListener {
  onRun: (run: RunLine) => Promise<void>;
  /** Gets each state, as JSON, once what stood before it is stored. */
  onState?: (state: string) => Promise<void>;
}

/**
 * Ingests a Singer stream. Interrupted, it ends where it is: what came is stored, and its states are handed on.
 * @returns the runs
 */
export async function syncSinger(
  { db, signal }: Pick<Session, 'db' | 'signal'>,
  { tenant, integration, path, settings, onPublished }: SingerFile,
  { onRun, onState }: SingerListener,
): Promise<RunLine[]> {
  const file = await fileInput(path);
  // What waits for input that does not come (standard input) hears of Ctrl-C by this alone.
  const input = { ...file, open: () => addAbortSignal(signal, file.open()) };
  const progress = showProgress(integration);
  const runs: RunLine[] = [];
  try {
    await runSinger(db, {
      tenant,
      integration,
      name: file.name,
      input,
      settings,
      signal,
      onPublished,
      onState,
      onProgress: progress.update,
      onRun: async (run) => {
        runs.push(run);
        await onRun(run);
      },
    });
    return runs;
  } finally {
    progress.stop();
  }
}
