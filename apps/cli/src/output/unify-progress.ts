import { SingleBar } from 'cli-progress';
import type { UnifyProgress } from '@app/unify';
import { note } from './note.ts';

const BETWEEN_LINES_MS = 10_000;

const steps: Record<UnifyProgress['step'], string> = {
  read: 'reading records',
  train: 'learning weights',
  match: 'matching',
  cluster: 'clustering',
  publish: 'publishing',
};

/** How far a unification is: on a terminal a bar for the step it is at, elsewhere a line every ten seconds. */
export function showUnifyProgress(label: string): { update(progress: UnifyProgress): void; stop(): void } {
  return process.stderr.isTTY ? bar(label) : lines(label);
}

function bar(label: string) {
  const shown = new SingleBar({
    format: `${label}  {bar}  {step} {count}  {duration_formatted}`,
    stream: process.stderr,
    barsize: 30,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    clearOnComplete: true,
  });
  let started = false;
  return {
    update: ({ step, done, total }: UnifyProgress) => {
      const said = { step: steps[step], count: count(done, total) };
      if (!started) shown.start(total ?? 1, 0, said);
      started = true;
      shown.setTotal(total ?? 1);
      shown.update(total === null ? 0 : done, said);
    },
    stop: () => {
      if (started) shown.stop();
    },
  };
}

function lines(label: string) {
  let next = Date.now() + BETWEEN_LINES_MS;
  return {
    update: ({ step, done, total }: UnifyProgress) => {
      if (Date.now() < next) return;
      next = Date.now() + BETWEEN_LINES_MS;
      note(`${label}: ${steps[step]} ${count(done, total)}`);
    },
    stop: () => undefined,
  };
}

const count = (done: number, total: number | null): string =>
  `${done.toLocaleString('en')}${total === null ? '' : ` of ${total.toLocaleString('en')}`}`;
