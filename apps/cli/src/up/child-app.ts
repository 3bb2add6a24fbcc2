import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { style } from '../output/style.ts';
import { childEnvironment } from '../config.ts';
import { type AppName, appProgram, stopWithParent } from './apps.ts';

/** An app that runs beside us. */
export interface ChildApp {
  name: AppName;
  pid: number | undefined;
  /** Settles when it has ended, with the reason in words: `code 1`, `signal SIGKILL`. */
  ended: Promise<string>;
  /** Asks it to end and waits until it has; after `STOP_MS` it is killed. */
  stop(): Promise<void>;
}

/** A worker finishes the statement it is in; what takes longer than this is rolled back by Postgres. */
const STOP_MS = 20_000;
const HANG_UP_MS = 100;

/** What is done with each line that an app writes. */
export type LineSink = (line: string) => void;

/**
 * Starts an app.
 * @param environment changes to our own environment; undefined takes a variable away
 */
export function startApp(
  name: AppName,
  environment: Record<string, string | undefined>,
  sinks: { out: LineSink; err: LineSink },
): ChildApp {
  const child = spawn(process.execPath, ['--enable-source-maps', '--import', stopWithParent, appProgram(name)], {
    env: childEnvironment(environment),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // A group of its own: Ctrl-C on the terminal comes to us alone, and the app hears of it once, from us.
    detached: true,
  });
  const read = [
    createInterface({ input: child.stdout! }).on('line', sinks.out),
    createInterface({ input: child.stderr! }).on('line', sinks.err),
  ];
  const ended = untilEnded(child, read);
  return { name, pid: child.pid, ended, stop: () => stop(child, ended) };
}

/** Lines of an app on our own output, marked as the app's. */
export function forwardLines(name: AppName): { out: LineSink; err: LineSink } {
  const forward = (stream: NodeJS.WriteStream) => (line: string) => {
    stream.write(`${style.name(name.padEnd(6), stream)} ${style.faint('|', stream)} ${line}\n`);
  };
  return { out: forward(process.stdout), err: forward(process.stderr) };
}

async function untilEnded(child: ChildProcess, read: readonly Interface[]): Promise<string> {
  try {
    // Not "close" of the process, which does not come when it was us who closed the channel; but its last words count.
    const words = read.map((lines) => once(lines, 'close'));
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    await Promise.all(words);
    return signal === null ? `code ${code}` : `signal ${signal}`;
  } catch (error) {
    return (error as Error).message;
  }
}

async function stop(child: ChildProcess, ended: Promise<string>): Promise<void> {
  child.kill('SIGTERM');
  // An app that listens for our end is kept alive by the channel through which it would hear of it. A moment later, so
  // that it hears of the signal first.
  const hangUp = setTimeout(() => child.connected && child.disconnect(), HANG_UP_MS);
  const patience = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(hangUp);
  clearTimeout(patience);
}
