import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, test } from '@jest/globals';

interface Answer {
  beside: string[];
  alone: string[];
  inMemory: string[];
  doneBeside: number;
}

test('a thread beside changes nothing about which pairs are alike', () => {
  const args = ['--import', './test/support/typescript.mjs', 'test/support/crew-edges.ts'];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 2 ** 26 });
  expect({ status, stderr }).toMatchObject({ status: 0 });
  const { beside, alone, inMemory, doneBeside } = JSON.parse(stdout) as Answer;
  expect(doneBeside).toBeGreaterThan(0);
  expect(beside).toEqual(alone);
  expect(alone.length).toBeGreaterThan(100);
  // The oracle: the same records linked by the maps and lists of an evaluation.
  expect(alone.toSorted()).toEqual(inMemory.toSorted());
});

test.each(['cli', 'worker'])('the build of %s has the file of the thread', (app) => {
  const built = new URL(`../dist/apps/${app}/libs/unify/src/run/full/pool-thread.js`, import.meta.url);
  expect(existsSync(built)).toBe(true);
});
