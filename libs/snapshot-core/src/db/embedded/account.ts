import { execFile } from 'node:child_process';
import { chown, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { WeftError } from '../../errors.ts';
import { serverEnvironment } from './config.ts';

const run = promisify(execFile);

/** Whom the server's programs run as. */
export interface Account {
  /** Absent: as ourselves. */
  uid?: number;
  gid?: number;
  /** Put before a program's command line, so that it starts as this account. */
  prefix: string[];
}

/** Enough to pass through closed directories; containers often have only the second, which is wider. */
const CAPABILITIES = ['dac_read_search', 'dac_override'];

/**
 * Chooses whom to run Postgres as. It refuses to run as root, so for root: the owner of the data directory if there is one,
 * else the account `postgres`, else `nobody`.
 *
 * That account must pass through every directory on the way to `paths`. Where one is closed to it (/root usually is), it
 * gets the one capability for that by setpriv(1), as an ambient one, which the programs keep through exec.
 * @param paths existing files or directories that the account must reach
 * @throws WeftError `unusable_database` when it cannot be made to reach them.
 */
export async function chooseAccount(data: string, paths: string[]): Promise<Account> {
  if (process.getuid?.() !== 0) return { prefix: [] };
  const { uid, gid } = (await ownerOf(data)) ?? (await idsOf('postgres')) ?? (await idsOf('nobody')) ?? noAccount();
  const plain: Account = { uid, gid, prefix: [] };
  if (await reaches(plain, paths)) return plain;
  for (const capability of CAPABILITIES) {
    const identity = ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
    // Without the last, access(2), by which initdb looks for its programs, ignores the capabilities of a user that is
    // not root. It does not give more: through exec only the ambient capability stays. (capabilities(7))
    const passing = [`--inh-caps=+${capability}`, `--ambient-caps=+${capability}`, '--securebits=+no_setuid_fixup'];
    const prefix = [...identity, ...passing];
    if (await reaches({ uid, gid, prefix }, paths)) return { uid, gid, prefix };
  }
  throw new WeftError(
    'unusable_database',
    `Postgres does not run as root, and the account it would run as (uid ${uid}) may not enter a directory above ${paths.join(' or ')}`,
    'Set WEFT_HOME to a place every account can reach (such as /var/lib/weft), run Weft as an ordinary user, or set DATABASE_URL.',
  );
}

/** The command line that runs `program` as `account`, with the options for spawn. */
export function asAccount({ uid, gid, prefix }: Account, program: string, args: string[]) {
  const [command = program, ...rest] = [...prefix, program, ...args];
  // With a prefix it is setpriv that changes the user; it needs to start as root.
  const ids = prefix.length > 0 || uid === undefined ? {} : { uid, gid };
  return { command, args: rest, options: { ...ids, env: serverEnvironment() } };
}

/** Gives files to the account. */
export async function giveTo({ uid, gid }: Account, path: string): Promise<void> {
  if (uid !== undefined && gid !== undefined) await chown(path, uid, gid);
}

async function reaches(account: Account, paths: string[]): Promise<boolean> {
  const test = asAccount(account, 'ls', ['-d', ...paths]);
  return run(test.command, test.args, { ...test.options, cwd: '/' }).then(
    () => true,
    () => false,
  );
}

async function ownerOf(data: string): Promise<{ uid: number; gid: number } | undefined> {
  const found = await stat(data).catch(() => undefined);
  return found && found.uid !== 0 ? { uid: found.uid, gid: found.gid } : undefined;
}

async function idsOf(name: string): Promise<{ uid: number; gid: number } | undefined> {
  try {
    const [uid, gid] = await Promise.all(
      ['-u', '-g'].map(async (flag) => Number((await run('id', [flag, name])).stdout)),
    );
    return uid !== undefined && gid !== undefined && uid > 0 ? { uid, gid } : undefined;
  } catch {
    return undefined;
  }
}

function noAccount(): never {
  throw new WeftError(
    'unusable_database',
    'Postgres does not run as root, and this machine has neither an account `postgres` nor `nobody` to run it as',
    'Run Weft as an ordinary user, or set DATABASE_URL.',
  );
}
