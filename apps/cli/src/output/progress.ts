import { SingleBar } from 'cli-progress';
import { note } from './note.ts';
import { size } from './text.ts';

const BETWEEN_LINES_MS = 10_000;

/** How far one run has read its sync output. */
export interface Progress {
  update(bytesRead: number, bytesTotal: number | null): void;
  stop(): void;
}

/** Shows how far one run has read its sync output, as `openProgress` does. */
export function showProgress(label: string): Progress {
  const { update, stop } = openProgress(label);
  return {
    stop,
    update: (read, total) => {
      const of = total === null ? '' : ` of ${size(total)}`;
      update(read, total, () => `${size(read)}${of} read`);
    },
  };
}

/** A bar on a terminal; elsewhere (a log) a line every ten seconds. Both on standard error. */
export function openProgress(label: string): {
  /** @param said how far it is, in words */
  update(done: number, total: number | null, said: () => string): void;
  stop(): void;
} {
  return process.stderr.isTTY ? bar(label) : lines(label);
}

function bar(label: string): ReturnType<typeof openProgress> {
  const shown = new SingleBar({
    format: `${label}  {bar}  {said}  {duration_formatted}`,
    stream: process.stderr,
    barsize: 30,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    clearOnComplete: true,
  });
  let started = false;
  return {
    update: (done, total, said) => {
      // Of an unknown total nothing is filled; the words still move.
      const [value, all] = total === null ? [0, 1] : [done, total];
      if (!started) shown.start(all, 0, { said: '' });
      started = true;
      shown.setTotal(all);
      shown.update(value, { said: said() });
    },
    stop: () => {
      if (started) shown.stop();
    },
  };
}

function lines(label: string): ReturnType<typeof openProgress> {
  let next = Date.now() + BETWEEN_LINES_MS;
  return {
    update: (_done, _total, said) => {
      if (Date.now() < next) return;
      next = Date.now() + BETWEEN_LINES_MS;
      note(`${label}: ${said()}`);
    },
    stop: () => undefined,
  };
}
