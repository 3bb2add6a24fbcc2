import { type Database, getTenant, planSync, pruneChanges, revertRun, type StreamSettings } from '@app/snapshot-core';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { allRecords, ingest, textInput } from './support/ingest.ts';

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

const settings: Partial<StreamSettings> = { version: 'V', deletedWhen: { Gone: 'true' } };
const HEAD = 'Id,V,Gone\n';
const many = Array.from({ length: 3000 }, (_, i) => `f${i},1,false\n`).join('');
const keys = async (tenant: string) => [...(await allRecords(db, tenant)).keys()].filter((key) => !key.startsWith('f'));

describe.each([
  ['few records, as parameters', ''],
  ['many records, by COPY', many],
])('%s', (_, more) => {
  const deliver = (tenant: string, rows: string, extra: Partial<StreamSettings> = {}) =>
    ingest(db, tenant, `${HEAD}${rows}${more}`, { ...settings, ...extra });

  test.each([
    ['that was there', ['1,3,false\n', '1,5,true\n']],
    ['that was never there', ['2,1,false\n', '1,5,true\n']],
    ['in the first delivery', ['1,5,true\n']],
    ['twice, the older one last', ['1,5,true\n', '1,2,true\n']],
  ])('an older version does not bring a deleted record back: %s', async (__, before) => {
    const tenant = uniqueTenant();
    for (const rows of before) await deliver(tenant, rows);
    expect(await deliver(tenant, '1,4,false\n')).toMatchObject({ created: 0, updated: 0 });
    expect(await keys(tenant)).not.toContain('1');
    expect(await deliver(tenant, '1,5,false\n')).toMatchObject({ created: 1 });
  });

  test('of one delivery only what counts is noted', async () => {
    const tenant = uniqueTenant();
    await deliver(tenant, '1,5,true\n1,6,false\n');
    await ingest(db, tenant, `${HEAD}${more}`, { kind: 'full', deleteLimit: { type: 'none' } });
    expect(await deliver(tenant, '1,4,false\n')).toMatchObject({ created: 1 });
  });
});

test('files in any order end the same', async () => {
  const files = ['1,1,false\n', '1,2,false\n', '1,3,true\n'];
  for (const order of [
    [0, 1, 2],
    [2, 0, 1],
    [1, 2, 0],
    [2, 1, 0],
  ]) {
    const tenant = uniqueTenant();
    for (const file of order) await ingest(db, tenant, `${HEAD}${files[file]!}`, settings);
    expect(await keys(tenant)).toEqual([]);
  }
});

test('a plan says the same; a record without the column, or without a version, is told as elsewhere', async () => {
  const tenant = uniqueTenant();
  await ingest(db, tenant, `${HEAD}1,2025-01-02T00:00:00Z,true\n2,5,true\n3,5,true\n`, settings);
  const rows = `${HEAD}1,2025-01-01T23:00:00-05:00,false\n2,4.9,false\n3,,false\n`;
  const request = { tenant, integration: 'crm', stream: 'Account', settings };
  const planned = await planSync(db, { ...request, input: textInput(rows) }, () => undefined);
  expect(planned).toMatchObject({ created: 1, unchanged: 2 });
  expect(await ingest(db, tenant, rows, settings)).toMatchObject({ created: 1, unchanged: 2 });
  const lines = textInput('{"Id":"2"}\n{"Id":"3","V":null}\n', 'a.jsonl');
  expect(await ingest(db, tenant, '', settings, { input: lines })).toMatchObject({ created: 1 });
  expect(await keys(tenant)).toEqual(['1', '2']);
});

test('the companion stream of deleted records counts, and what an undone run said does not', async () => {
  const tenant = uniqueTenant();
  await ingest(db, tenant, 'Id,V\n2,1\n', { version: 'V' });
  const { run } = await ingest(db, tenant, 'Id,V\n1,5\n', { version: 'V' }, { stream: 'Account_archived' });
  expect(await ingest(db, tenant, 'Id,V\n1,4\n', { version: 'V' })).toMatchObject({ created: 0 });
  await ingest(db, tenant, 'Id,V\n2,1\n', { version: 'V' });
  const flagged = await ingest(db, tenant, `${HEAD}2,9,true\n`, settings);
  await revertRun(db, await getTenant(db, tenant), flagged.run);
  await ingest(db, tenant, 'Id,V\n1,4\n', { kind: 'full', deleteLimit: { type: 'none' } });
  expect(run).toBeGreaterThan(0);
  expect(await ingest(db, tenant, 'Id,V\n2,8\n', { version: 'V' })).toMatchObject({ created: 1 });
});

test('it is forgotten with the changes of its time', async () => {
  const tenant = uniqueTenant();
  await ingest(db, tenant, `${HEAD}1,5,true\n2,5,true\n`, settings);
  await pruneChanges(db, await getTenant(db, tenant), new Date(Date.now() + 3_600_000));
  expect(await ingest(db, tenant, `${HEAD}1,4,false\n`, settings)).toMatchObject({ created: 1 });
});
