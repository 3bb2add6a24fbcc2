import {
  type Database,
  exportRejects,
  getTenant,
  listRejectParts,
  listRejects,
  listRunsWithRejects,
} from '@app/snapshot-core';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { allRecords, ingest, textInput } from './support/ingest.ts';

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

async function exported(run: number, open?: boolean, part?: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const bytes of exportRejects(db, run, { open, part })) parts.push(bytes);
  return Buffer.concat(parts);
}

const states = async (run: number) =>
  (await listRejects(db, run, { limit: 1000 })).map(({ key, state }) => [key, state]);

test('rejects of files of different headers and formats are exported as a file each, and delivered again together', async () => {
  const tenant = uniqueTenant();
  const files = [
    textInput('Id,Name\n1,a\n2,b,c\n,d\n', 'a.csv'),
    textInput('Name;Id;Phone\r\ne;3;x\r\nf;4\r\n', 'b.csv'),
    textInput('Id,Name\n5,g,h\n', 'c.csv'),
    textInput('{"Id":6,"Name":"\\u0000"}\n', 'd.jsonl'),
    textInput('[{"Id":7},{"Id":null}]', 'e.json'),
  ];
  const { run } = await ingest(db, tenant, '', {}, { input: files });
  expect(await listRejectParts(db, run)).toEqual([
    { part: 1, format: 'csv', rejects: 3 },
    { part: 2, format: 'csv', rejects: 1 },
    { part: 3, format: 'jsonl', rejects: 1 },
    { part: 4, format: 'json', rejects: 1 },
  ]);
  expect((await listRejects(db, run, { limit: 10 })).map(({ file, part }) => `${file} ${part}`)).toEqual([
    'a.csv 1',
    'a.csv 1',
    'b.csv 2',
    'c.csv 1',
    'd.jsonl 3',
    'e.json 4',
  ]);
  await expect(exported(run)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringMatching(/part 2 \(csv, 1\)/),
  });
  const parts = await Promise.all([1, 2, 3, 4].map(async (part) => (await exported(run, true, part)).toString()));
  expect(parts).toEqual([
    'Id,Name\n2,b,c\n,d\n5,g,h\n',
    'Name;Id;Phone\r\nf;4\r\n',
    '{"Id":6,"Name":"\\u0000"}\n',
    '[\n{"Id":null}\n]\n',
  ]);

  const corrected = [
    textInput(parts[0]!.replace(',c', '').replace('\n,d', '\n8,d').replace(',h', ''), '1.csv'),
    textInput(parts[1]!.replace('f;4', 'f;4;y'), '2.csv'),
    textInput(parts[2]!.replace('\\u0000', 'n'), '3.jsonl'),
    textInput(parts[3]!.replace('null', '9'), '4.json'),
  ];
  const fix = await ingest(db, tenant, '', {}, { input: corrected, fixes: run });
  expect(fix).toMatchObject({ created: 6, rejected: 0 });
  expect((await states(run)).map(([, state]) => state)).toEqual(Array(6).fill('resolved'));
  expect((await allRecords(db, tenant)).get('4')).toEqual({ Id: '4', Name: 'f', Phone: 'y' });
  expect((await exported(run, true)).toString()).toBe('Id,Name\n');
});

test('a fix of one of several files leaves the rejects without a key of the others open', async () => {
  const tenant = uniqueTenant();
  const input = [textInput('Id,Name\n1,a,x\n,b\n'), textInput('Id,Phone\n,1\n,2\n')];
  const { run } = await ingest(db, tenant, '', {}, { input });
  await ingest(db, tenant, 'Id,Name\n1,a\n2,b\n', {}, { fixes: run });
  expect(await states(run)).toEqual([
    ['1', 'resolved'],
    [null, 'open'],
    [null, 'open'],
    [null, 'open'],
  ]);
});

test('rejects of a text in another encoding are exported as UTF-8 that says so, and read so whatever is told', async () => {
  const tenant = uniqueTenant();
  const told = { encoding: 'windows-1252' };
  const { run } = await ingest(db, tenant, Buffer.from('Id,Name\n1,a\n2,Caf\xe9,x\n', 'latin1'), told);
  const file = (await exported(run)).toString();
  expect(file).toBe('\ufeffId,Name\n2,Café,x\n');
  await ingest(db, tenant, file.replace(',x', ''), told, { fixes: run });
  expect((await allRecords(db, tenant)).get('2')).toEqual({ Id: '2', Name: 'Café' });
});

test('what a run was given up for is exported behind its header', async () => {
  const tenant = uniqueTenant();
  await expect(
    ingest(db, tenant, `Id,Name\n${Array.from({ length: 20 }, (_, i) => `${i}\n`).join('')}`),
  ).rejects.toMatchObject({ code: 'invalid_input' });
  const found = await getTenant(db, tenant);
  const { rows } = await db.pool.query(`select max(id) as run from weft.sync_run where tenant_id = $1`, [found.id]);
  expect((await exported(rows[0].run)).toString()).toMatch(/^Id,Name\n0\n1\n/);
  expect(await listRunsWithRejects(db, found, { limit: 9 })).toEqual([]);
});

test('the runs that have open rejects are listed, newest first', async () => {
  const tenant = uniqueTenant();
  const { run } = await ingest(db, tenant, 'Id,Name\n1\n2\n');
  const other = await ingest(db, tenant, 'Id,Name\n3\n', {}, { stream: 'Contact' });
  await ingest(db, tenant, 'Id,Name\n1,a\n');
  const found = await getTenant(db, tenant);
  const reason = expect.stringMatching(/^it has 1 field/);
  const rest = { integration: 'crm', delivery: 'test.csv', reason, open: 1 };
  const both = [
    { run: other.run, stream: 'Contact', ...rest },
    { run, stream: 'Account', ...rest },
  ];
  expect(await listRunsWithRejects(db, found, { limit: 9 })).toEqual(both);
  expect(await listRunsWithRejects(db, found, { limit: 9, before: other.run })).toEqual([both[1]]);
});
