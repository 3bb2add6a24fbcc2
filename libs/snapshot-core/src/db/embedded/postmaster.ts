import { readFile, readdir, readlink, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { identify, programName, type ProcessIdentity } from './liveness.ts';

/** A server that runs, as it describes itself in its data directory. */
export interface Postmaster extends ProcessIdentity {
  port: number;
  /** Accepts connections; false while it starts or recovers. */
  ready: boolean;
}

/** Lines of postmaster.pid, as listed in Postgres's `src/include/utils/pidfile.h`. */
const LINE = { pid: 0, port: 3, status: 7 } as const;

/** The numbers in the text of postmaster.pid; undefined when it is not (yet) complete. */
export function parsePidFile(text: string): { pid: number; port: number; ready: boolean } | undefined {
  const lines = text.split('\n');
  const pid = Number(lines[LINE.pid]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return { pid, port: Number(lines[LINE.port] ?? 0), ready: lines[LINE.status]?.trim() === 'ready' };
}

/** What postmaster.pid says, be it true or left by a crash; undefined without such a file. */
export async function readPidFile(data: string): Promise<ReturnType<typeof parsePidFile>> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return parsePidFile(text);
}

/**
 * The server that runs on this data directory, or undefined. A pid file that was left by a crash does not count, nor when
 * its number belongs to another program by now.
 */
export async function findPostmaster(data: string): Promise<Postmaster | undefined> {
  const found = await readPidFile(data);
  if (!found || !(await servesData(found.pid, data))) return undefined;
  const identity = await identify(found.pid);
  return identity && { ...found, ...identity };
}

/** The processes of a killed server that have not noticed yet: they still hold its shared memory. Known on Linux only. */
export async function findOrphans(data: string): Promise<number[]> {
  if (process.platform !== 'linux') return [];
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const serving = await Promise.all(pids.map((pid) => servesData(pid, data, false)));
  return pids.filter((_, index) => serving[index]);
}

/** Whether `pid` is a Postgres that works in `data`; `unsure` is the answer where that cannot be seen. */
async function servesData(pid: number, data: string, unsure = true): Promise<boolean> {
  if (!(await identify(pid))) return false;
  const program = await programName(pid);
  if (program !== undefined && program !== 'postgres') return false;
  if (program === undefined || process.platform !== 'linux') return unsure;
  // Postgres's processes stay in the data directory.
  const [place, wanted] = await Promise.all([
    readlink(`/proc/${pid}/cwd`).catch(() => undefined),
    realpath(data).catch(() => data),
  ]);
  return place === undefined ? unsure : place === wanted;
}
