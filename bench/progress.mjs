import { SingleBar } from 'cli-progress';

const BETWEEN_LINES_MS = 10_000;

/**
 * Tells on standard error what is being done: a bar on a terminal, elsewhere a line at the start and one every ten
 * seconds.
 * @param {string} what
 * @returns {{ update: (done: number, total: number) => void, stop: (result: string) => void }}
 */
export function showProgress(what) {
  if (process.stderr.isTTY) return bar(what);
  process.stderr.write(`${what} …\n`);
  let next = Date.now() + BETWEEN_LINES_MS;
  return {
    update: (done, total) => {
      if (Date.now() < next) return;
      next = Date.now() + BETWEEN_LINES_MS;
      process.stderr.write(`${what}: ${Math.floor((done / total) * 100)} %\n`);
    },
    stop: (result) => tell(what, result),
  };
}

function bar(what) {
  const shown = new SingleBar({
    format: `${what}  {bar}  {percentage}%  {duration_formatted}`,
    stream: process.stderr,
    barsize: 30,
    hideCursor: true,
    clearOnComplete: true,
  });
  shown.start(1, 0);
  return {
    update: (done, total) => {
      shown.setTotal(total);
      shown.update(done);
    },
    stop: (result) => {
      shown.stop();
      tell(what, result);
    },
  };
}

function tell(what, result) {
  process.stderr.write(`${what}: ${result}\n`);
}
