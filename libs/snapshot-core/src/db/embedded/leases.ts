import { randomUUID } from 'node:crypto';
import { mkdir, readFile, readdir, rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive, parseIdentity, type ProcessIdentity, self } from './liveness.ts';

/** A process's declaration that it uses the server. One process may hold several. */
export interface Lease extends ProcessIdentity {
  id: string;
  /** What the process is, for people: its command line, shortened. */
  command: string;
  /** ISO 8601. */
  since: string;
}

/** Declares that this process uses the server; call it holding the lock. */
export async function takeLease(directory: string): Promise<Lease> {
  await mkdir(directory, { recursive: true });
  const lease: Lease = {
    id: randomUUID(),
    ...(await self()),
    command: process.argv.slice(1).join(' ').slice(0, 200),
    since: new Date().toISOString(),
  };
  const draft = join(directory, `draft-${lease.id}`);
  await writeFile(draft, JSON.stringify(lease));
  await rename(draft, join(directory, `${lease.id}.json`)); // complete or not there
  return lease;
}

export async function dropLease(directory: string, id: string): Promise<void> {
  await unlink(join(directory, `${id}.json`)).catch(ignoreMissing);
}

/** Everybody who said they use the server, with whether they still live. */
export async function listLeases(directory: string): Promise<(Lease & { alive: boolean })[]> {
  const leases = await Promise.all((await leaseFiles(directory)).map((name) => readLease(directory, name)));
  return leases.filter((lease) => lease !== undefined);
}

/** Forgets the leases of dead processes and returns how many living ones there are; call it holding the lock. */
export async function sweepLeases(directory: string): Promise<number> {
  let living = 0;
  for (const name of await leaseFiles(directory)) {
    if ((await readLease(directory, name))?.alive) living += 1;
    else await unlink(join(directory, name)).catch(ignoreMissing);
  }
  return living;
}

async function leaseFiles(directory: string): Promise<string[]> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    ignoreMissing(error);
    return [];
  });
  return names.filter((name) => name.endsWith('.json'));
}

async function readLease(directory: string, name: string): Promise<(Lease & { alive: boolean }) | undefined> {
  const lease = parseIdentity<Lease>(await readFile(join(directory, name), 'utf8').catch(() => ''));
  return lease && { ...lease, alive: await isAlive(lease) };
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
