import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { eventually } from './eventually.ts';

const TYPESCRIPT = fileURLToPath(new URL('typescript.mjs', import.meta.url));
const MAIN = fileURLToPath(new URL('../../apps/worker/src/main.ts', import.meta.url));

/** A line of the worker's log. */
export type LogLine = { level: string; message: string; context?: string } & Record<string, unknown>;

/** A real worker in a process of its own. */
export interface WorkerProcess {
  child: ChildProcess;
  /** What it has logged so far. */
  log: LogLine[];
  /** Resolves when it takes jobs. */
  ready(): Promise<unknown>;
  /** Asks it to end (SIGTERM), and resolves with its exit code. */
  stop(): Promise<number | null>;
  /** Kills it (SIGKILL) and resolves when it is gone. */
  kill(): Promise<void>;
}

const started = new Set<WorkerProcess>();

/** Starts a worker on a database, from its sources. With WEFT_TEST_LOG set, its log is shown. */
export function startWorker(url: string, env: Record<string, string> = {}): WorkerProcess {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--import', TYPESCRIPT, MAIN], {
    env: { ...process.env, DATABASE_URL: url, LOG_LEVEL: 'debug', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log: LogLine[] = [];
  const closed = once(child, 'close');
  for (const output of [child.stdout, child.stderr]) {
    createInterface({ input: output }).on('line', (line) => {
      log.push(read(line));
      if (process.env.WEFT_TEST_LOG)
        process.stderr.write(`${line}
`);
    });
  }
  const worker: WorkerProcess = {
    child,
    log,
    ready: () =>
      eventually('a worker that is ready', () => {
        if (child.exitCode !== null) throw new Error(`the worker ended: ${JSON.stringify(log)}`);
        return log.some(({ message }) => message === 'ready');
      }),
    stop: async () => {
      child.kill('SIGTERM');
      await closed;
      return child.exitCode;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await closed;
    },
  };
  started.add(worker);
  void closed.then(() => started.delete(worker));
  return worker;
}

/** Kills the workers that a test has left. */
export async function killWorkers(): Promise<void> {
  await Promise.all([...started].map((worker) => worker.kill()));
}

/** What is no line of the log (a warning of Node, the stack of a crash) is kept as one. */
function read(line: string): LogLine {
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    return { level: 'raw', message: line };
  }
}
