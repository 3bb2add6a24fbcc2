import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshHome } from './home.ts';

test('demos that start at the same moment get a home each, which no other one removes', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'weft-homes-'));
  try {
    const taken = await Promise.all(Array.from({ length: 5 }, () => freshHome(parent)));
    expect(taken.map(({ number }) => number).toSorted()).toEqual([1, 2, 3, 4, 5]);
    for (const { home } of taken) expect(await readFile(join(home, 'demo.pid'), 'utf8')).toBe(`${process.pid}\n`);
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
});
