import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parseModel, projectRecord } from '@app/unify';
import { Crew } from '../libs/unify/src/run/full/crew.ts';
import { chunksOf } from '../libs/unify/src/run/full/pool-work.ts';
import { RecordPool } from '../libs/unify/src/run/full/record-pool.ts';
import { Pace } from '../libs/unify/src/run/pace.ts';
import { projectionText } from '../libs/unify/src/store/projection-text.ts';
import { learntWeights } from './support/learn-weights.ts';
import { mergedRows } from './support/merge-rows.ts';
import { model, readRows, rowOf } from './support/read-rows.ts';

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

test('records are projected alike with a thread beside, alone, and where the thread cannot start', async () => {
  const ROWS = 2000;
  const args = ['--import', './test/support/typescript.mjs', 'test/support/read-beside.ts', String(ROWS)];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 2 ** 26 });
  expect({ status, stderr }).toMatchObject({ status: 0 });
  const beside = JSON.parse(stdout) as Awaited<ReturnType<typeof readRows>>;
  expect(beside.doneBeside).toBeGreaterThan(0);
  const rows = Array.from({ length: ROWS }, (_, n) => rowOf(n));
  const projected = rows.map(([key, id, Name, Address]) => {
    const projection = projectRecord(model, model.sources[0]!, { Name: Name!, Address: Address! });
    return [`crm.Account:${key}`, projectionText(model, projection), id] as const;
  });
  const belongs = (_: unknown, n: number): boolean => rows[n]![2] !== null;
  const expected = {
    records: projected.filter(belongs),
    dropped: projected.flatMap(([, , id], n) => (belongs(null, n) || id === null ? [] : [id])),
  };
  expect(beside).toMatchObject(expected);
  expect(await readRows(ROWS, Infinity)).toMatchObject({ ...expected, doneBeside: 0 });
  // Under jest, whose files Node cannot load by themselves, no thread comes up.
  expect(await readRows(ROWS, 0)).toMatchObject({ ...expected, doneBeside: 0 });
});

test('clusters are merged alike with a thread beside, alone, and where the thread cannot start', async () => {
  const RECORDS = 5000;
  const args = ['--import', './test/support/typescript.mjs', 'test/support/merge-beside.ts', String(RECORDS)];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 2 ** 26 });
  expect({ status, stderr }).toMatchObject({ status: 0 });
  const beside = JSON.parse(stdout) as Awaited<ReturnType<typeof mergedRows>>;
  expect(beside.merged).toHaveLength(RECORDS * 0.7);
  expect(beside.beside).toEqual(beside.expected.slice(0, beside.beside.length));
  expect(beside.beside.length).toBeGreaterThan(0);
  for (const { merged, expected } of [beside, await mergedRows(RECORDS, Infinity), await mergedRows(RECORDS, 0)]) {
    expect(JSON.stringify(merged)).toBe(JSON.stringify(expected)); // as texts: a difference of so many rows takes minutes to show
  }
});

test('weights are learnt alike by a thread, without one, and where it cannot start', async () => {
  const args = ['--import', './test/support/typescript.mjs', 'test/support/learn-beside.ts'];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 2 ** 26 });
  expect({ status, stderr }).toMatchObject({ status: 0 });
  const beside = JSON.parse(stdout) as Awaited<ReturnType<typeof learntWeights>>;
  expect(beside.threads).toBe(1);
  expect(beside.weights!.records).toBeGreaterThan(0);
  expect(beside.words).toEqual(beside.weights!.words);
  // Under jest, whose files Node cannot load by themselves, no thread comes up.
  for (const least of [Infinity, 0]) {
    const { words, weights } = await learntWeights(least);
    expect(words).toEqual(weights!.words);
    expect(JSON.parse(JSON.stringify(weights))).toEqual(beside.weights);
  }
});

test('a run that is to end does not wait for its weights', async () => {
  const stop = new AbortController();
  const learnt = learntWeights(0, stop.signal);
  stop.abort(new Error('the run is to end'));
  await expect(learnt).rejects.toThrow('the run is to end');
});

test.each(['cli', 'worker'])('the build of %s has the files of the threads', (app) => {
  const folder = new URL(`../dist/apps/${app}/libs/unify/src/run/full/`, import.meta.url);
  for (const file of ['pool-thread.js', 'read-thread.js', 'golden-thread.js', 'train-thread.js'])
    expect(existsSync(new URL(file, folder))).toBe(true);
});

test.each([
  ['before it has failed', false],
  ['once it has failed', true],
])('what a thread that cannot start was to do is done without it, asked %s', async (_, waits) => {
  const things = parseModel('m', {
    fields: { name: 'text' },
    sources: { 'records.csv': { map: { name: 'name' } } },
    match: {},
  });
  const pool = new RecordPool();
  pool.beginSource('records', 'csv');
  const records = 1200;
  for (let i = 0; i < records; i += 1) {
    const projection = projectRecord(things, things.sources[0]!, { name: `thing ${i}` });
    pool.push(String(i), projectionText(things, projection), null);
  }
  // Under jest, whose files Node cannot load by themselves, no thread comes up.
  const crew = new Crew({ model: things, words: {}, projections: pool.projections.share() });
  crew.enlist(true);
  if (waits) expect(await crew.isBeside()).toBe(false);
  const answers = await crew.work({ what: 'keys', chunks: chunksOf(records) }, 'match', new Pace(undefined, undefined));
  await crew.close();
  expect(crew.doneBeside).toBe(0);
  expect(answers.flatMap(({ counts }) => [...counts])).toHaveLength(records);
  expect(answers.every(({ high, counts }) => high.length === counts.reduce((sum, count) => sum + count, 0))).toBe(true);
});
