import { mkdir } from 'node:fs/promises';
import { explainFailure } from './explain-failure.ts';
import { type ServerLayout, serverLayout } from './layout.ts';
import { type HeldLease, sweepLeases, takeLease, untilElsewhereEnds } from './leases.ts';
import { withLock } from './lock.ts';
import type { EmbeddedServerOptions } from './options.ts';
import { reachServer } from './reach-server.ts';
import { stopServer } from './stop-server.ts';

export type { EmbeddedServerOptions } from './options.ts';

/** A running server that this process has said it uses. */
export interface EmbeddedServer {
  /** `postgres://…`, with the password: the superuser's access to the database `weft`. */
  url: string;
  /** Ends the use. The last user's release stops the server, and resolves when it has stopped. */
  release(): Promise<void>;
}

/**
 * Gives a Postgres 18 that runs on this machine, its data in `<home>/postgres`. All processes with the same home share
 * one: the first starts it, the last to release stops it; a user that was killed no longer counts. After a crash of the
 * server or the machine it recovers.
 * @param home WEFT_HOME; made if it is not there
 * @throws WeftError `unusable_database`, saying what to do, when no server can be had.
 */
export async function acquireEmbeddedServer(
  home: string,
  options: EmbeddedServerOptions = {},
): Promise<EmbeddedServer> {
  const layout = serverLayout(home);
  try {
    // Everybody may pass through (not list it), since the account that Postgres runs as may be another than ours.
    await mkdir(layout.root, { recursive: true, mode: 0o711 });
    return await withLock(layout.locks, () => use(layout, options));
  } catch (error) {
    throw named(error, layout);
  }
}

/** Call it holding the lock. */
async function use(layout: ServerLayout, options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  await sweepLeases(layout.leases);
  await untilElsewhereEnds(layout.leases, options.onProgress);
  try {
    const url = await reachServer(layout, options);
    const lease = await takeLease(layout.leases);
    return { url, release: releaseOnce(layout, lease) };
  } catch (error) {
    // A server that is of no use to us, and to nobody else, must not stay; the first error is the one that matters.
    if ((await sweepLeases(layout.leases)) === 0) await stopServer(layout.data).catch(() => undefined);
    throw error;
  }
}

function releaseOnce(layout: ServerLayout, lease: HeldLease): () => Promise<void> {
  let releasing: Promise<void> | undefined;
  return () => {
    releasing ??= withLock(layout.locks, async () => {
      await lease.drop();
      if ((await sweepLeases(layout.leases)) === 0) await stopServer(layout.data);
    });
    return releasing;
  };
}

/** Trouble with files (no permission, disk full) comes from the system without a name; defects stay what they are. */
function named(error: unknown, layout: ServerLayout): unknown {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const known = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT'].includes(code);
  return known ? explainFailure(`use ${layout.root}`, message, layout.log, error) : error;
}
