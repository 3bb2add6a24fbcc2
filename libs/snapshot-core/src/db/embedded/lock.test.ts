import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { identify, isAlive } from './liveness.ts';
import { withLock } from './lock.ts';
import { isPresent, me, parsePresence, SILENCE_MS } from './presence.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'weft-lock-'));
});
afterEach(() => rm(directory, { recursive: true }));

test('one at a time holds the lock, and everybody gets it', async () => {
  let inside = 0;
  const seen: number[] = [];
  const work = async () => {
    inside += 1;
    seen.push(inside);
    for (let i = 0; i < 3; i += 1) await turn();
    inside -= 1;
  };
  await Promise.all(Array.from({ length: 40 }, () => withLock(directory, work)));

  expect(seen).toEqual(Array.from({ length: 40 }, () => 1));
  expect((await readdir(directory)).length).toBeLessThan(40); // old files are cleared away
});

test('the lock is free again after work that failed', async () => {
  await expect(withLock(directory, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await withLock(directory, async () => 'yes')).toBe('yes');
});

test('the lock of a dead process is taken over, and so is one that a power cut has emptied', async () => {
  const { pid } = await deadProcess();
  await writeFile(join(directory, '7'), JSON.stringify({ pid, started: 'once' }));
  expect(await withLock(directory, async () => 'over')).toBe('over');

  await writeFile(join(directory, '99'), '');
  expect(await withLock(directory, async () => 'over')).toBe('over');
});

test('the lock of a process whose number was given to another one is taken over', async () => {
  await writeFile(join(directory, '7'), JSON.stringify({ pid: process.pid, started: 'long ago' }));
  expect(await withLock(directory, async () => 'over')).toBe('over');
});

test('a process is told from a dead one, and from a later one with its number', async () => {
  const living = await me();
  expect(await isAlive(living)).toBe(true);
  expect(await isAlive({ ...living, started: 'another time' })).toBe(false);
  expect(await isAlive(await deadProcess())).toBe(false);
  expect(await identify(2 ** 22 + 1)).toBeUndefined(); // above Linux's and macOS's highest
});

test('a process in another container counts as alive as long as it touches its file, whatever has its number here', async () => {
  const path = join(directory, '7');
  const presence = { pid: process.pid, started: 'there', place: 'another container' };
  await writeFile(path, JSON.stringify(presence));
  expect(await isPresent(path, presence)).toBe(true);

  const silent = new Date(Date.now() - SILENCE_MS);
  await utimes(path, silent, silent);
  expect(await isPresent(path, presence)).toBe(false);
  expect(await withLock(directory, async () => 'over')).toBe('over');
});

test('a file that names no process says so', () => {
  expect(parsePresence('')).toBeUndefined();
  expect(parsePresence('{"pid":1')).toBeUndefined();
  expect(parsePresence('{"pid":"1","started":""}')).toBeUndefined();
  expect(parsePresence('{"pid":1,"started":"x","place":""}')).toEqual({ pid: 1, started: 'x', place: '' });
});

async function deadProcess() {
  const child = spawn(process.execPath, ['--eval', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
  const identity = await identify(child.pid ?? 0);
  if (!identity) throw new Error('the process was not seen while it lived');
  child.stdin.end();
  await once(child, 'exit');
  return identity;
}
