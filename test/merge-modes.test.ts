import { type Database, getTenant, type MergeMode, readHistory, getSnapshotTable } from '@app/snapshot-core';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { allRecords, ingest } from './support/ingest.ts';

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

/** The table of DESIGN §4, a cell a line: the stored record has `old` in the field and in another one, `Kept`. */
test.each<[MergeMode, string, string, object[]]>([
  ['patch', 'value', 'Id,Field\n1,new\n', [{ Field: 'new', Kept: 'k' }]],
  ['patch', 'null', 'Id,Field\n1,\n', [{ Field: null, Kept: 'k' }]],
  ['patch', 'absent', 'Id,Kept\n1,k\n', [{ Field: 'old', Kept: 'k' }]],
  ['fill', 'value', 'Id,Field\n1,new\n', [{ Field: 'new', Kept: 'k' }]],
  ['fill', 'null', 'Id,Field\n1,\n', [{ Field: 'old', Kept: 'k' }]],
  ['fill', 'absent', 'Id,Kept\n1,k\n', [{ Field: 'old', Kept: 'k' }]],
  ['replace', 'value', 'Id,Field,Kept\n1,new,k\n', [{ Field: 'new', Kept: 'k' }]],
  ['replace', 'null', 'Id,Field,Kept\n1,,k\n', [{ Field: null, Kept: 'k' }]],
  ['replace', 'absent', 'Id,Kept\n1,k\n', [{ Field: null, Kept: 'k' }]],
  [
    'append',
    'value',
    'Id,Field\n1,new\n',
    [
      { Field: 'new', Kept: null },
      { Field: 'old', Kept: 'k' },
    ],
  ],
])('merge mode %s: an incoming %s', async (merge, _, csv, expected) => {
  const tenant = uniqueTenant();
  await ingest(db, tenant, 'Id,Field,Kept\n1,old,k\n2,x,y\n');
  await ingest(db, tenant, csv, { merge });

  const records = [...(await allRecords(db, tenant)).values()];
  const sorted = records.filter(({ Id }) => Id === '1').sort((a, b) => String(a.Field).localeCompare(String(b.Field)));
  expect(sorted).toEqual(expected.map((fields) => ({ Id: '1', ...fields })));
});

test.each<[MergeMode, 'full' | 'incremental', boolean]>([
  ['patch', 'incremental', true],
  ['fill', 'incremental', true],
  ['replace', 'incremental', true],
  ['append', 'incremental', true],
  ['patch', 'full', false],
  ['fill', 'full', false],
  ['replace', 'full', false],
])('merge mode %s, sync kind %s: a record that is not in the file stays: %s', async (merge, kind, stays) => {
  const tenant = uniqueTenant();
  await ingest(db, tenant, 'Id,Field\n1,a\n2,b\n');
  await ingest(db, tenant, 'Id,Field\n1,a\n', { merge, kind });

  expect((await allRecords(db, tenant)).has('2')).toBe(stays);
});

test.each([
  [{ merge: 'append', kind: 'full' } as const, /append adds .* a full sync says/],
  [{ merge: 'append', version: 'V' } as const, /records are never updated/],
  [{ version: 'V', ignore: ['V'] }, /version column "V" is ignored/],
  [{ version: 'V', drop: ['V'] }, /"V" is dropped/],
  [{ key: ['Id'], drop: ['Id'] }, /"Id" is dropped/],
])('settings that contradict each other are refused: %j', async (settings, message) => {
  await expect(ingest(db, uniqueTenant(), 'Id,V\n1,1\n', settings)).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringMatching(message),
  });
});

test('what is appended twice is there once; exact duplicates in one delivery are two records', async () => {
  const tenant = uniqueTenant();
  const csv = 'Id,Note\n1,called\n1,called\n1,wrote\n';
  expect(await ingest(db, tenant, csv, { merge: 'append' })).toMatchObject({ created: 3 });
  expect(await ingest(db, tenant, csv, { merge: 'append' })).toMatchObject({ created: 0, unchanged: 3, seq: null });
  expect(await ingest(db, tenant, 'Id,Note\n1,met\n', { merge: 'append' })).toMatchObject({ created: 1, updated: 0 });
});

test('dropped columns are stored nowhere, also where they were stored before', async () => {
  const tenant = uniqueTenant();
  await ingest(db, tenant, 'Id,Name,Secret\n1,a,s1\n2,b,s2\n');
  await ingest(db, tenant, 'Id,Name,Secret\n1,a,s3\n');
  const line = await ingest(db, tenant, 'Id,Secret,Name\n1,s4,A\n3,s5,c\n', { drop: ['Secret'] });

  expect(line).toMatchObject({ created: 1, updated: 1 });
  expect([...(await allRecords(db, tenant)).values()]).toEqual([
    { Id: '1', Name: 'A' },
    { Id: '2', Name: 'b' },
    { Id: '3', Name: 'c' },
  ]);
  const { rows } = await db.pool.query(`select string_agg(before::text, '') as text from "tenant_${tenant}".change`);
  expect((rows as { text: string }[])[0]!.text).not.toContain('s1');
});

test('an older version never overwrites a newer, in one file and across files; nor does it delete', async () => {
  const tenant = uniqueTenant();
  const settings = { version: 'At', deletedWhen: { Gone: 'true' } };
  const rows = [
    '1,new,2025-01-01T00:30:00+01:00,',
    '1,old,2024-12-31T23:00:00Z,', // half an hour earlier, though its text is not
    '2,ten,10,',
    '2,nine,9,',
    '3,first,5,',
    '3,last,5,',
    '4,none,,',
  ];
  await ingest(db, tenant, `Id,Name,At,Gone\n${rows.join('\n')}\n`, settings);
  const names = async () =>
    Object.fromEntries([...(await allRecords(db, tenant))].map(([key, { Name }]) => [key, Name]));
  expect(await names()).toEqual({ 1: 'new', 2: 'ten', 3: 'last', 4: 'none' });

  const late = await ingest(db, tenant, 'Id,Name,At,Gone\n1,x,2024,\n2,x,9.99,true\n3,same,5.0,\n4,x,0,\n', settings);
  expect(late).toMatchObject({ created: 0, updated: 2, deleted: 0, unchanged: 2 });
  expect(await names()).toEqual({ 1: 'new', 2: 'ten', 3: 'same', 4: 'x' });
});

test('records of a companion _archived stream delete; one that returns is created and keeps its history', async () => {
  const name = uniqueTenant();
  await ingest(db, name, 'Id,Name\n1,a\n2,b\n');
  const archived = await ingest(
    db,
    name,
    'Id,Why\n1,merged\n9,never there\n',
    { kind: 'full' },
    { stream: 'Account_archived' },
  );
  expect(archived).toMatchObject({ stream: 'Account', kind: 'incremental', deleted: 1, unchanged: 1 });
  expect([...(await allRecords(db, name)).values()]).toEqual([{ Id: '2', Name: 'b' }]);

  await ingest(db, name, 'Id,Name\n1,back\n');
  const tenant = await getTenant(db, name);
  const history = await readHistory(db, await getSnapshotTable(db, tenant, 'crm', 'Account'), '1');
  expect(history.complete).toBe(true);
  expect(history.changes.map(({ op, after }) => [op, after?.Name])).toEqual([
    ['created', 'a'],
    ['deleted', undefined],
    ['created', 'back'],
  ]);
});

test('exact duplicates of a keyless stream are counted, however its columns are ordered and quoted', async () => {
  const tenant = uniqueTenant();
  const sync = (csv: string) => ingest(db, tenant, csv, { key: [], kind: 'full', deleteLimit: { type: 'none' } });
  expect(await sync('A,B\nx,1\nx,1\nx,1\ny,\n')).toMatchObject({ created: 4 });
  expect(await sync('A,B\nx,1\nx,1\ny,\n')).toMatchObject({ created: 0, updated: 0, deleted: 1, unchanged: 3 });
  expect(await sync('C,B,A\n,1,x\n,"1",x\n,,y\n')).toMatchObject({ unchanged: 3, seq: null });
  expect((await allRecords(db, tenant)).size).toBe(3);
});
