import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A process that can be told from a later one with the same number. */
export interface ProcessIdentity {
  pid: number;
  /** When it started, in the words of the operating system; empty where that cannot be known. */
  started: string;
}

/** Who is running now under `pid`: undefined if nobody is. A zombie is nobody: it only waits to be collected. */
export async function identify(pid: number): Promise<ProcessIdentity | undefined> {
  if (!exists(pid)) return undefined;
  const seen = process.platform === 'linux' ? await seenByProc(pid) : await seenByPs(pid);
  if (seen === 'unknown') return { pid, started: '' };
  return seen === undefined ? undefined : { pid, started: seen };
}

/** Whether exactly this process still runs; a process whose start cannot be seen counts as running. */
export async function isAlive({ pid, started }: ProcessIdentity): Promise<boolean> {
  const now = await identify(pid);
  return now !== undefined && (now.started === started || now.started === '' || started === '');
}

/** The name of the program that `pid` runs (`postgres`), or undefined where it cannot be seen. */
export async function programName(pid: number): Promise<string | undefined> {
  try {
    if (process.platform === 'linux') return (await readFile(`/proc/${pid}/comm`, 'utf8')).trim();
    return (await run('ps', ['-o', 'comm=', '-p', String(pid)])).stdout.trim().split('/').at(-1);
  } catch {
    return undefined;
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // another user's
  }
}

type Seen = string | 'unknown' | undefined;

async function seenByProc(pid: number): Promise<Seen> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // proc_pid_stat(5): the program's name, in brackets, may itself hold spaces and brackets; field 3 is the state and
    // field 22 the start in ticks since boot.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : `${await bootId()}:${fields[19]}`;
  } catch (error) {
    // Gone since we asked, or /proc hides other users' processes (hidepid).
    return exists(pid) && (error as NodeJS.ErrnoException).code !== 'ESRCH' ? 'unknown' : undefined;
  }
}

async function seenByPs(pid: number): Promise<Seen> {
  try {
    const { stdout } = await run('ps', ['-o', 'state=,lstart=', '-p', String(pid)], {
      env: { LC_ALL: 'C', TZ: 'UTC' },
    });
    return stdout.trim().startsWith('Z') ? undefined : stdout.trim().replace(/^\S+\s+/, '');
  } catch {
    return exists(pid) ? 'unknown' : undefined;
  }
}

/** A random value that lasts until the machine is started again. */
export async function bootId(): Promise<string> {
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')).trim();
}
