import { SingleBar } from 'cli-progress';
import { note } from './note.ts';
import { size } from './text.ts';

/** How far one run has read its sync output. */
export interface Progress {
  update(bytesRead: number, bytesTotal: number | null): void;
  stop(): void;
}

const BETWEEN_LINES_MS = 10_000;

/** A bar on a terminal; elsewhere (a log) a line every ten seconds. Both on standard error. */
export function showProgress(label: string): Progress {
  return process.stderr.isTTY ? bar(label) : lines(label);
}

function bar(label: string): Progress {
  const shown = new SingleBar({
    format: `${label}  {bar}  {percentage}%  {read} of {all}  {duration_formatted}`,
    stream: process.stderr,
    barsize: 30,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    clearOnComplete: true,
  });
  let started = false;
  return {
    update: (bytesRead, bytesTotal) => {
      // Without a known size there is no bar to fill.
      if (bytesTotal === null) return;
      const sizes = { read: size(bytesRead), all: size(bytesTotal) };
      if (!started) shown.start(bytesTotal, bytesRead, sizes);
      else shown.update(bytesRead, sizes);
      started = true;
    },
    stop: () => {
      if (started) shown.stop();
    },
  };
}

function lines(label: string): Progress {
  let next = Date.now() + BETWEEN_LINES_MS;
  return {
    update: (bytesRead, bytesTotal) => {
      if (Date.now() < next) return;
      next = Date.now() + BETWEEN_LINES_MS;
      note(`${label}: ${size(bytesRead)}${bytesTotal === null ? '' : ` of ${size(bytesTotal)}`} read`);
    },
    stop: () => undefined,
  };
}
