import { spawn } from 'node:child_process';
import { open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Account, asAccount } from './account.ts';
import type { Binaries } from './binaries.ts';
import { explainFailure, isOldServerPresent, isPortTaken } from './explain-failure.ts';
import type { ServerLayout } from './layout.ts';
import { findOrphans, findPostmaster, type Postmaster, readPidFile } from './postmaster.ts';
import { serverSettings, settingArguments } from './settings.ts';

/** A start after a crash replays up to `max_wal_size` of log first. */
const START_MS = 240_000;
/** A port may be taken between choosing and using it, and the children of a killed server need a moment to go. */
const TRIES = 20;
const POLL_MS = 25;

/**
 * Starts a server that outlives this process, in a session of its own: a Ctrl-C on the terminal does not reach it.
 * Call it holding the lock.
 * @throws WeftError `unusable_database` when it does not start.
 */
export async function startServer(
  layout: ServerLayout,
  binaries: Binaries,
  account: Account,
  durable: boolean,
): Promise<Postmaster> {
  await clearCrash(layout);
  let port = (await lastPort(layout)) ?? (await freePort());
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await launch(layout, binaries, account, { port, durable });
    if (typeof outcome === 'object') {
      // The next start uses the same port, so that what people have set up for their SQL tools goes on working, and
      // processes that outlived a crashed server find its successor.
      await writeFile(layout.port, `${port}\n`);
      return outcome;
    }
    if (attempt === TRIES) throw explainFailure('start', outcome, layout.log);
    if (isPortTaken(outcome)) port = await freePort();
    else if (isOldServerPresent(outcome)) await clearCrash(layout).then(() => pause(attempt * POLL_MS));
    else throw explainFailure('start', outcome, layout.log);
  }
}

/**
 * Waits until a server that runs takes connections; undefined when it ends instead.
 * @throws WeftError `unusable_database` when it does neither in four minutes.
 */
export async function untilReady(layout: ServerLayout): Promise<Postmaster | undefined> {
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline) {
    const found = await findPostmaster(layout.data);
    if (!found || found.ready) return found;
    await pause(POLL_MS);
  }
  throw explainFailure('get ready', await readFile(layout.log, 'utf8').catch(() => ''), layout.log);
}

/** Runs the program; gives the server once it is ready, or what it wrote if it ended. */
async function launch(
  layout: ServerLayout,
  binaries: Binaries,
  account: Account,
  settings: { port: number; durable: boolean },
): Promise<Postmaster | string> {
  const { command, args, options } = asAccount(account, binaries.postgres, [
    '-D',
    layout.data,
    ...settingArguments(serverSettings(settings)),
  ]);
  // One log per start, and the one before: it cannot grow for ever.
  await rename(layout.log, `${layout.log}.previous`).catch(() => undefined);
  const log = await open(layout.log, 'w', 0o600);
  try {
    const child = spawn(command, args, { ...options, cwd: '/', detached: true, stdio: ['ignore', log.fd, log.fd] });
    const failed = new Promise<string>((resolve) => child.once('error', (error) => resolve(error.message)));
    child.unref();
    if (child.pid === undefined) return await failed;
    const deadline = Date.now() + START_MS;
    while (child.exitCode === null && child.signalCode === null && Date.now() < deadline) {
      const found = await findPostmaster(layout.data);
      if (found?.pid === child.pid && found.ready) return found;
      await pause(POLL_MS);
    }
    child.kill('SIGQUIT'); // only if it neither ended nor got ready
    return await readFile(layout.log, 'utf8');
  } finally {
    await log.close();
  }
}

/** Removes what a killed server leaves that would keep Postgres from starting. Call it when none runs. */
async function clearCrash({ data }: ServerLayout): Promise<void> {
  // Without their postmaster they are of no use, yet they hold the old shared memory as long as a query runs.
  for (const pid of await findOrphans(data)) process.kill(pid, 'SIGKILL');
  // Postgres removes the pid file of a dead server itself, but believes it when another program has the number now.
  const left = await readPidFile(data);
  if (left && !(await findPostmaster(data))) await rm(join(data, 'postmaster.pid'), { force: true });
}

/** The port of the last start, as a file says that a crash may have spoilt. */
export async function lastPort(layout: ServerLayout): Promise<number | undefined> {
  const port = Number(await readFile(layout.port, 'utf8').catch(() => ''));
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
