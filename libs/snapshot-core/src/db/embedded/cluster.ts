import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { WeftError } from '../../errors.ts';
import { type Account, asAccount, giveTo } from './account.ts';
import type { Binaries } from './binaries.ts';
import { explainFailure } from './explain-failure.ts';
import { type ServerLayout, SUPERUSER, UNFINISHED } from './layout.ts';
import { ensurePassword, newPassword, readPassword, syncPath, writePassword } from './password.ts';

const run = promisify(execFile);

/** The version of Postgres whose data directories this package's programs read. */
export const MAJOR_VERSION = '18';

/**
 * Makes the data directory if there is none. It is made beside its place and renamed into it when complete, so that one
 * that is there is whole; what a killed process left half-made is removed.
 * @throws WeftError `unusable_database` when it cannot be made, or is of another major version.
 */
export async function ensureCluster(
  layout: ServerLayout,
  binaries: Binaries,
  account: Account,
  durable: boolean,
): Promise<void> {
  for (const name of await readdir(layout.root)) {
    // Retries, because the initdb of the killed process may still be writing into it.
    if (name.startsWith(UNFINISHED))
      await rm(join(layout.root, name), { recursive: true, force: true, maxRetries: 20 });
  }
  const version = await clusterVersion(layout);
  if (version === undefined) return makeCluster(layout, binaries, account, durable);
  if (version === MAJOR_VERSION) return resetLostPassword(layout, binaries, account);
  throw new WeftError(
    'unusable_database',
    `${layout.data} was made by Postgres ${version}; this version of Weft runs Postgres ${MAJOR_VERSION}`,
    'Export the tenants with the Weft that made it and import them here, or set WEFT_HOME to a new directory.',
  );
}

/** The major version of Postgres that made the data directory; undefined when there is none. */
export async function clusterVersion({ data }: ServerLayout): Promise<string | undefined> {
  const text = await readFile(join(data, 'PG_VERSION'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text?.trim();
}

async function makeCluster(
  layout: ServerLayout,
  binaries: Binaries,
  account: Account,
  durable: boolean,
): Promise<void> {
  const workshop = join(layout.root, `${UNFINISHED}${randomUUID()}`);
  const data = join(workshop, 'data');
  const passwordFile = join(workshop, 'password');
  const password = await ensurePassword(layout);
  await mkdir(workshop, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  for (const path of [workshop, passwordFile]) await giveTo(account, path);

  const { command, args, options } = asAccount(account, binaries.initdb, [
    `--pgdata=${data}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // Text sorts by code point, the same on every machine and in every release, while upper() and regular
    // expressions still know all letters. The operating system's collations do neither.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
    ...(durable ? [] : ['--no-sync']),
  ]);
  await run(command, args, { ...options, cwd: '/' }).catch((cause: Error & { stdout?: string; stderr?: string }) => {
    throw explainFailure('make its data directory', `${cause.stderr ?? ''}\n${cause.message}`, layout.log, cause);
  });

  await rename(data, layout.data);
  // A rename is only sure to survive a power cut when the directory is written out.
  if (durable) await syncPath(layout.root);
  await rm(workshop, { recursive: true });
}

/**
 * Gives the superuser a new password when the file with the old one is gone, by Postgres's single-user mode, which asks
 * for none: whoever may write the data directory owns the data anyway.
 */
async function resetLostPassword(layout: ServerLayout, binaries: Binaries, account: Account): Promise<void> {
  if ((await readPassword(layout)) !== undefined) return;
  const password = newPassword();
  const { command, args, options } = asAccount(account, binaries.postgres, ['--single', '-D', layout.data, 'postgres']);
  const running = run(command, args, { ...options, cwd: '/' });
  // The password is letters, digits, - and _ only.
  running.child.stdin?.end(`alter role ${SUPERUSER} password '${password}'\n`);
  await running.catch((cause: Error & { stderr?: string }) => {
    throw explainFailure('set a new password', `${cause.stderr ?? ''}\n${cause.message}`, layout.log, cause);
  });
  await writePassword(layout, password);
}
