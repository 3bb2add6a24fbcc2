/**
 * What every command of this repository needs first: the dependencies installed, the sources built. Only parts of Node
 * itself, since nothing else may be there yet. Progress goes to standard error.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What the build reads. */
const SOURCES = ['apps', 'libs', 'nest-cli.json', 'package-lock.json', 'package.json', 'tsconfig.json'];
const BUILD_MARK = join(ROOT, 'dist', '.built-from');
const STANDARD_ERROR = 2;

/** A step of the set-up that failed; the step itself has told why on standard error. */
export class SetupError extends Error {
  name = 'SetupError';
}

/**
 * Installs the dependencies of package-lock.json if those in node_modules are not they.
 * @throws {SetupError} when npm fails
 */
export function ensureInstalled() {
  if (isInstalled()) return;
  say('Installing dependencies (half a minute, once)');
  // With development parts whatever NODE_ENV says: the build needs them. Warnings (about engines of parts that only
  // Nest's code generators use) tell a user nothing that they could do.
  npm(['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'], 'npm ci');
}

/**
 * Builds the apps into dist/ if the sources are not those that were built last.
 * @throws {SetupError} when the build fails
 */
export function ensureBuilt() {
  const sources = fingerprint();
  if (existsSync(BUILD_MARK) && readFileSync(BUILD_MARK, 'utf8') === sources) return;
  say('Building');
  npm(['run', '--silent', 'build'], 'npm run build');
  mkdirSync(join(ROOT, 'dist'), { recursive: true });
  writeFileSync(BUILD_MARK, sources);
}

/** npm notes what it has installed in a lock file of its own: it must have all that ours asks for on this platform. */
function isInstalled() {
  const wanted = packagesOf(join(ROOT, 'package-lock.json'));
  const present = packagesOf(join(ROOT, 'node_modules', '.package-lock.json'));
  return Object.entries(wanted)
    .filter(([path]) => path !== '') // the project itself
    .every(([path, { version, optional }]) => (present[path] ? present[path].version === version : optional));
}

function packagesOf(lockFile) {
  return existsSync(lockFile) ? JSON.parse(readFileSync(lockFile, 'utf8')).packages : {};
}

/** One value for the content of all sources; times of files change with every checkout, and deletions leave none. */
function fingerprint() {
  const hash = createHash('sha256');
  for (const path of SOURCES.flatMap(filesUnder)) hash.update(`${path}\0`).update(readFileSync(join(ROOT, path)));
  return hash.digest('hex');
}

function filesUnder(path) {
  if (!existsSync(join(ROOT, path))) return [];
  const entries = entriesOf(join(ROOT, path));
  if (!entries) return [path];
  return entries.flatMap((entry) => filesUnder(`${path}/${entry}`)).filter((file) => !file.endsWith('.test.ts'));
}

/** Names in a directory; undefined for a file. */
function entriesOf(path) {
  try {
    return readdirSync(path).toSorted();
  } catch (error) {
    if (error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}

function npm(args, name) {
  // The npm that runs this script, if one does (and not another manager, which sets this too); else the one in the path.
  const own = /npm-cli\.[cm]?js$/.exec(process.env.npm_execpath ?? '')?.input;
  const [command, ...first] = own ? [process.execPath, own] : ['npm'];
  const { status, error } = spawnSync(command, [...first, ...args], {
    cwd: ROOT,
    stdio: ['ignore', STANDARD_ERROR, STANDARD_ERROR],
    shell: !own && process.platform === 'win32',
  });
  if (status !== 0) throw new SetupError(`\`${name}\` failed${error ? `: ${error.message}` : ', see above'}`);
}

function say(message) {
  process.stderr.write(`${message} …\n`);
}
