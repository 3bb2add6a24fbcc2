import { randomUUID } from 'node:crypto';
import { mkdir, readFile, readdir, rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { WeftError } from '../../errors.ts';
import { isElsewhere, isPresent, keepFresh, me, parsePresence, type Presence, SILENCE_MS } from './presence.ts';

/** A process's declaration that it uses the server. One process may hold several. */
export interface Lease extends Presence {
  /** What the process is, for people: its command line, shortened. */
  command: string;
  /** ISO 8601. */
  since: string;
}

/** A lease as others see it. */
export interface SeenLease extends Lease {
  alive: boolean;
  /** In another container or on another machine that has the same files. */
  elsewhere: boolean;
}

/** A lease of this process. */
export interface HeldLease {
  drop(): Promise<void>;
}

/** Declares that this process uses the server; call it holding the lock. */
export async function takeLease(directory: string): Promise<HeldLease> {
  await mkdir(directory, { recursive: true });
  const lease: Lease = {
    ...(await me()),
    command: process.argv.slice(1).join(' ').slice(0, 200),
    since: new Date().toISOString(),
  };
  const path = join(directory, `${randomUUID()}.json`);
  await writeFile(`${path}.draft`, JSON.stringify(lease));
  await rename(`${path}.draft`, path); // complete or not there
  const stopTouching = keepFresh(path);
  return {
    drop: async () => {
      stopTouching();
      await unlink(path).catch(ignoreMissing);
    },
  };
}

/** Everybody who said they use the server, with whether they still live. */
export async function listLeases(directory: string): Promise<SeenLease[]> {
  const leases = await Promise.all((await fileNames(directory)).map((name) => readLease(directory, name)));
  return leases.filter((lease) => lease !== undefined);
}

/** Forgets the leases of dead processes and returns how many living ones there are; call it holding the lock. */
export async function sweepLeases(directory: string): Promise<number> {
  let living = 0;
  for (const name of await fileNames(directory)) {
    if ((await readLease(directory, name))?.alive) living += 1;
    else await unlink(join(directory, name)).catch(ignoreMissing);
  }
  return living;
}

/**
 * Waits until no process in another container or on another machine uses the same files; what a killed container has left
 * is forgotten after a while.
 * @throws WeftError `unusable_database` when one goes on using them.
 */
export async function untilElsewhereEnds(directory: string, onProgress?: (message: string) => void): Promise<void> {
  const deadline = Date.now() + SILENCE_MS + 2_000;
  for (let waited = false; ; waited = true) {
    const other = (await listLeases(directory)).find(({ alive, elsewhere }) => alive && elsewhere);
    if (!other) return;
    if (Date.now() > deadline) {
      throw new WeftError(
        'unusable_database',
        `the embedded Postgres in ${join(directory, '..')} is used from another container or machine (process ${other.pid} there, \`${other.command}\`)`,
        'Give each its own WEFT_HOME, or all the same DATABASE_URL: an embedded server is shared within one machine only.',
      );
    }
    if (!waited) onProgress?.('Waiting for another container or machine to end its use of this WEFT_HOME');
    await pause(500);
  }
}

/** Leases, and drafts of processes that were killed while they wrote one: they read as no lease. */
async function fileNames(directory: string): Promise<string[]> {
  return readdir(directory).catch((error: NodeJS.ErrnoException) => {
    ignoreMissing(error);
    return [];
  });
}

async function readLease(directory: string, name: string): Promise<SeenLease | undefined> {
  const path = join(directory, name);
  const lease = name.endsWith('.json') && parsePresence<Lease>(await readFile(path, 'utf8').catch(() => ''));
  if (!lease) return undefined;
  return { ...lease, alive: await isPresent(path, lease), elsewhere: await isElsewhere(lease) };
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
