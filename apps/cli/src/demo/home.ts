import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { embeddedServerStatus, openWeft, WeftError, withLock } from '@app/snapshot-core';

/** So many demos may run beside each other. */
const MOST = 9;
/** Names the process whose demo it is. */
const OWNER = 'demo.pid';

/**
 * An empty WEFT_HOME for a demo, `<parent>/demo`; while another demo runs there, `<parent>/demo-2` and so on. What an
 * earlier demo left is removed. The number, from 1, is the demo's own among those that run.
 * @throws WeftError `conflict` when all places are in use.
 */
export async function freshHome(parent: string): Promise<{ home: string; number: number }> {
  await mkdir(parent, { recursive: true });
  // One demo after the other: what one finds unused, another may have taken by the time that it is removed.
  return withLock(join(parent, 'demo.locks'), () => takeFirst(parent));
}

async function takeFirst(parent: string): Promise<{ home: string; number: number }> {
  for (let number = 1; number <= MOST; number += 1) {
    const home = join(parent, number === 1 ? 'demo' : `demo-${number}`);
    if ((await inUse(home)) || !(await take(home))) continue;
    return { home, number };
  }
  throw new WeftError('conflict', `${MOST} demos run in ${parent} already`, 'End one of them with Ctrl-C.');
}

async function inUse(home: string): Promise<boolean> {
  const owner = Number(await readFile(join(home, OWNER), 'utf8').catch(() => ''));
  if (owner > 0 && isRunning(owner)) return true;
  const { leases } = await embeddedServerStatus(home);
  return leases.some(({ alive }) => alive);
}

/** False when another demo was quicker. */
async function take(home: string): Promise<boolean> {
  await remove(home);
  // Made beside its place and renamed into it, so that it says whose it is from its first moment.
  const draft = `${home}.${process.pid}`;
  await mkdir(draft);
  await writeFile(join(draft, OWNER), `${process.pid}\n`);
  try {
    await rename(draft, home);
    return true;
  } catch (error) {
    await rm(draft, { recursive: true });
    if (['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

async function remove(home: string): Promise<void> {
  const { state } = await embeddedServerStatus(home);
  // The server of a demo that was killed still runs; its last use ends it.
  if (state === 'running' || state === 'starting') await (await openWeft({ databaseUrl: undefined, home })).close();
  await rm(home, { recursive: true, force: true });
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
