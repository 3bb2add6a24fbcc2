import { randomUUID } from 'node:crypto';
import { access, link, mkdir, readFile, readdir, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { WeftError } from '../../errors.ts';
import { isPresent, keepFresh, me, parsePresence, type Presence } from './presence.ts';

/** Longer than any start, recovery after a crash included, should take. */
const PATIENCE_MS = 180_000;
const RETRY_MS = 40;
/** Lock files that stay behind the current one, see `take`. */
const KEPT = 16;

/**
 * Runs `work` while no other process runs it under the same directory. A holder that was killed loses the lock.
 *
 * The lock is a series of numbered files; the one with the highest number names who holds it, until a second file,
 * `<number>.released`, says that they are done. To take over from a holder that is dead or done, make the next number:
 * `link` lets one process do that and refuses the others, and shows the file with its content at once. The highest file is
 * never deleted, so nobody is fooled by a number used twice; that is what breaking a stale lock by deleting it gets
 * wrong (two see it stale, and the slower one deletes the new lock of the faster).
 *
 * @throws WeftError `unusable_database` when a living process holds it for three minutes.
 */
export async function withLock<T>(directory: string, work: () => Promise<T>): Promise<T> {
  await mkdir(directory, { recursive: true });
  const held = await take(directory);
  const stopTouching = keepFresh(join(directory, String(held)));
  try {
    return await work();
  } finally {
    stopTouching();
    await writeFile(released(directory, held), '');
  }
}

async function take(directory: string): Promise<number> {
  const content = JSON.stringify(await me());
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const [highest = 0] = await numbers(directory);
    const holder = await holderOf(directory, highest);
    if (!holder && (await create(directory, highest + 1, content))) {
      const mine = highest + 1;
      const all = await numbers(directory);
      if (all[0] === mine) {
        await clear(directory, all.slice(KEPT));
        await clearDrafts(directory);
        return mine;
      }
      // We were slow: the number we made was long passed and cleared away, so it holds nothing. A listing that runs
      // beside deletions may miss a file, but not all the KEPT ones above ours; hence they are kept.
      await clear(directory, [mine]);
    }
    if (Date.now() > deadline) throw stuck(directory, holder);
    await pause(RETRY_MS);
  }
}

/** The living process that holds lock `number`, or undefined when it is free for taking. */
async function holderOf(directory: string, number: number): Promise<Presence | undefined> {
  const path = join(directory, String(number));
  const holder = parsePresence(await readFile(path, 'utf8').catch(() => ''));
  if (!holder) return undefined;
  const done = await access(released(directory, number)).then(
    () => true,
    () => false,
  );
  return !done && (await isPresent(path, holder)) ? holder : undefined;
}

/** Lock numbers, highest first. */
async function numbers(directory: string): Promise<number[]> {
  const names = await readdir(directory);
  return names
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .toSorted((a, b) => b - a);
}

async function create(directory: string, number: number, content: string): Promise<boolean> {
  const draft = join(directory, `draft-${randomUUID()}`);
  await writeFile(draft, content);
  try {
    await link(draft, join(directory, String(number)));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await unlink(draft);
  }
}

async function clear(directory: string, cleared: number[]): Promise<void> {
  for (const number of cleared) {
    await unlink(join(directory, String(number))).catch(() => undefined);
    await unlink(released(directory, number)).catch(() => undefined);
  }
}

/** Drafts of processes that were killed between two lines of `create`. */
async function clearDrafts(directory: string): Promise<void> {
  for (const name of (await readdir(directory)).filter((each) => each.startsWith('draft-'))) {
    const found = await stat(join(directory, name)).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > PATIENCE_MS) await unlink(join(directory, name)).catch(() => undefined);
  }
}

function released(directory: string, number: number): string {
  return join(directory, `${number}.released`);
}

function stuck(directory: string, holder: Presence | undefined): WeftError {
  return new WeftError(
    'unusable_database',
    `process ${holder?.pid ?? '(unknown)'} has held the lock in ${directory} for ${PATIENCE_MS / 60_000} minutes: it is starting or stopping the embedded Postgres`,
    'See what that process does; if it hangs, end it and try again.',
  );
}
