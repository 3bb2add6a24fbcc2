import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../bin/weft.mjs', import.meta.url));

export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A `weft` that runs, as it was built. */
export interface RunningWeft {
  child: ChildProcess;
  /** What it has written so far. */
  output: { stdout: string; stderr: string };
  ended: Promise<Outcome>;
}

export interface WeftOptions {
  env?: Record<string, string | undefined>;
  cwd?: string;
  /** Standard input; without it there is none. */
  input?: string;
}

/** Starts `weft` with nothing of the surroundings' own Weft settings. */
export function startWeft(args: readonly string[], { env = {}, cwd, input }: WeftOptions = {}): RunningWeft {
  const { PATH, HOME, TMPDIR } = process.env;
  const child = spawn(process.execPath, [PROGRAM, ...args], { cwd, env: { PATH, HOME, TMPDIR, ...env } });
  if (input !== undefined) child.stdin.end(input);
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...output }));
  return { child, output, ended };
}

/** Runs `weft` to its end. */
export function weft(args: readonly string[], options: WeftOptions = {}): Promise<Outcome> {
  return startWeft(args, { input: '', ...options }).ended;
}

/** The lines of JSON that it has printed. */
export function jsonLines<Line = Record<string, unknown>>(stdout: string): Line[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
}
