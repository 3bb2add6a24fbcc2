import { setTimeout as pause } from 'node:timers/promises';
import { chooseAccount } from './account.ts';
import { findBinaries } from './binaries.ts';
import { clusterVersion, ensureCluster } from './cluster.ts';
import { ensureDatabase, isPassing, serverUrl } from './ensure-database.ts';
import type { ServerLayout } from './layout.ts';
import type { EmbeddedServerOptions } from './options.ts';
import { ensurePassword } from './password.ts';
import type { Postmaster } from './postmaster.ts';
import { startServer, untilReady } from './start-server.ts';

/** A killed server with much memory takes a moment to be gone, and is found until then. */
const DYING_MS = 15_000;
const RETRY_MS = 50;

/**
 * Finds the running server or starts it, and gives the address of its database. Call it holding the lock.
 * @throws WeftError `unusable_database` when there is none to be had.
 */
export async function reachServer(layout: ServerLayout, options: EmbeddedServerOptions): Promise<string> {
  const deadline = Date.now() + DYING_MS;
  for (;;) {
    const { port } = (await untilReady(layout)) ?? (await start(layout, options));
    const password = await ensurePassword(layout);
    try {
      await ensureDatabase(layout, port, password);
      return serverUrl(port, password);
    } catch (error) {
      if (!isPassing(error) || Date.now() > deadline) throw error;
    }
    await pause(RETRY_MS);
  }
}

async function start(layout: ServerLayout, { onProgress, durable = true }: EmbeddedServerOptions): Promise<Postmaster> {
  const binaries = await findBinaries();
  const account = await chooseAccount(layout.data, [`${layout.root}/.`, binaries.postgres]);
  const first = (await clusterVersion(layout)) === undefined;
  onProgress?.(first ? `Setting up Postgres in ${layout.root}` : 'Starting Postgres');
  await ensureCluster(layout, binaries, account, durable);
  return startServer(layout, binaries, account, durable);
}
