import { type Database, getTenant, openWeft, readConfig, type Tenant, type WeftConfig } from '@app/snapshot-core';
import { type ExitCode, exitCode } from './exit-codes.ts';
import { interruptible } from './interruption.ts';
import { note } from './output/note.ts';

/** What a command works with. */
export interface Session {
  db: Database;
  config: WeftConfig;
  /** Aborts at the first Ctrl-C. */
  signal: AbortSignal;
}

/** A command needs few connections: one for its work, one for progress, one spare. */
const POOL_SIZE = 4;

/** Starting a server takes a second: worth a word to a person, not to a log. */
const sayOnTerminal = (message: string): void => {
  if (process.stderr.isTTY) note(`${message} …`);
};

/** Opens the database that the configuration means. Close it in any case. */
export async function openSession(config: WeftConfig, signal: AbortSignal): Promise<Session> {
  return { db: await openWeft(config, { poolSize: POOL_SIZE, onProgress: sayOnTerminal }), config, signal };
}

/** Runs a command with an open database and closes it in any case; the command's result becomes the exit code. */
export async function withSession(work: (session: Session) => Promise<ExitCode | void>): Promise<void> {
  process.exitCode = await interruptible(async (signal) => {
    const session = await openSession(readConfig(), signal);
    try {
      return (await work(session)) ?? exitCode.done;
    } finally {
      await session.db.close();
    }
  });
}

/** As {@link withSession}, for a command about one tenant that must be there. */
export function withTenant(
  name: string,
  work: (session: Session & { tenant: Tenant }) => Promise<ExitCode | void>,
): Promise<void> {
  return withSession(async (session) => work({ ...session, tenant: await getTenant(session.db, name) }));
}
