import { readlink, stat, utimes } from 'node:fs/promises';
import { bootId, identify, isAlive, type ProcessIdentity } from './liveness.ts';

/** A process that has left a file saying that it is there. */
export interface Presence extends ProcessIdentity {
  /**
   * The machine and container in which its number means something. Two containers may share a volume, and each sees the
   * other's processes as dead: both would start a server on the same data and ruin it, since Postgres's own guard is blind
   * in the same way.
   */
  place: string;
}

/** How often the file of a living process is touched, and after how long without a touch one elsewhere counts as dead. */
const TOUCH_MS = 3_000;
export const SILENCE_MS = 15_000;

/** This process. */
export async function me(): Promise<Presence> {
  return { pid: process.pid, started: '', ...(await identify(process.pid)), place: await here() };
}

/** What a file says; undefined for what a power cut made of one that was not yet on disk. */
export function parsePresence<T extends Presence>(text: string): T | undefined {
  try {
    const presence = JSON.parse(text) as T;
    return Number.isInteger(presence.pid) && typeof presence.started === 'string' ? presence : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the process that left the file at `path` lives: seen directly here, and by its touches elsewhere. */
export async function isPresent(path: string, presence: Presence): Promise<boolean> {
  if (!(await isElsewhere(presence))) return isAlive(presence);
  const touched = await stat(path).catch(() => undefined);
  return touched !== undefined && Date.now() - touched.mtimeMs < SILENCE_MS;
}

/** Whether it runs on another machine or in another container. */
export async function isElsewhere({ place }: Presence): Promise<boolean> {
  return place !== undefined && place !== (await here());
}

/** Touches the file until the returned function is called. Does not keep the process running. */
export function keepFresh(path: string): () => void {
  const timer = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined); // gone: the directory was deleted under us
  }, TOUCH_MS);
  timer.unref();
  return () => clearInterval(timer);
}

async function here(): Promise<string> {
  // Elsewhere than on Linux there are no containers, and hence one place.
  if (process.platform !== 'linux') return '';
  return `${await bootId()} ${await readlink('/proc/self/ns/pid').catch(() => '')}`;
}
