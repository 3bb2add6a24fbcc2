import { writeFile } from 'node:fs/promises';
import {
  type Database,
  fileInput,
  getSnapshotTable,
  getStream,
  getTenant,
  listRejects,
  runSync,
} from '@app/snapshot-core';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { allRecords, ingest } from './support/ingest.ts';
import { fileOf, parquet } from './support/parquet.ts';

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

type Columns = Parameters<typeof parquet>[0]['columnData'];

/** Ingests a Parquet file into `crm.Account`. */
async function deliver(tenant: string, columnData: Columns, more: { key?: string; skipFilter?: boolean } = {}) {
  const kvMetadata = more.key === undefined ? undefined : [{ key: 'key_properties', value: more.key }];
  const input = await fileOf(parquet({ columnData, kvMetadata }));
  return runSync(db, { tenant, integration: 'crm', stream: 'Account', input, skipFilter: more.skipFilter });
}

test('key and types come from the file; values keep all digits', async () => {
  const tenant = uniqueTenant();
  await deliver(
    tenant,
    [
      { name: 'Number', data: [9007199254740993n, 2n], type: 'INT64' },
      { name: 'Name', data: ['Zoë', null], type: 'STRING' },
      { name: 'At', data: [new Date('2025-01-01T00:00:00.120Z'), null], type: 'TIMESTAMP' },
    ],
    { key: "['Number']" },
  );

  expect(Object.fromEntries(await allRecords(db, tenant))).toEqual({
    '2': { Number: 2, Name: null, At: null },
    '9007199254740993': { Number: '9007199254740993', Name: 'Zoë', At: '2025-01-01T00:00:00.12Z' },
  });
  const stream = await getStream(db, await getTenant(db, tenant), 'crm', 'Account');
  expect(stream.keyColumns).toEqual(['Number']);
  expect(stream.columns.map(({ name, type }) => [name, type])).toEqual([
    ['Number', 'integer'],
    ['Name', 'string'],
    ['At', 'datetime'],
  ]);
});

test('the same rows again are skipped, a change is one, a column that the file lacks stays', async () => {
  const tenant = uniqueTenant();
  const ids = Array.from({ length: 5000 }, (_, i) => `id ${i}`);
  const names = ids.map((id) => `name of ${id}`);
  const columns = (changed: string[]): Columns => [
    { name: 'Id', data: ids, type: 'STRING' },
    { name: 'Name', data: changed, type: 'STRING' },
  ];
  expect(
    await deliver(tenant, [...columns(names), { name: 'Kept', data: ids.map(() => true), type: 'BOOLEAN' }]),
  ).toMatchObject({
    created: 5000,
  });
  expect(await deliver(tenant, columns(names))).toMatchObject({ updated: 0, unchanged: 5000 });
  const changed = names.with(7, 'other');
  for (const skipFilter of [true, false]) {
    expect(await deliver(tenant, columns(changed), { skipFilter })).toMatchObject({ updated: skipFilter ? 1 : 0 });
  }
  expect((await allRecords(db, tenant)).get('id 7')).toEqual({ Id: 'id 7', Name: 'other', Kept: true });
  expect(await deliver(tenant, columns(changed))).toMatchObject({ created: 0, updated: 0, deleted: 0 });
});

test('a stream goes on in another format: the same values are no change', async () => {
  const tenant = uniqueTenant();
  await ingest(db, tenant, 'Id,Amount,Day\n1,10.50,2025-01-01\n');
  const line = await deliver(tenant, [
    { name: 'Id', data: ['1'], type: 'STRING' },
    { name: 'Amount', data: ['10.50'], type: 'STRING' },
    { name: 'Day', data: ['2025-01-01'], type: 'STRING' },
  ]);

  expect(line).toMatchObject({ updated: 0, unchanged: 1 });
});

test('a row without its key is rejected, as a JSON line that can be corrected', async () => {
  const tenant = uniqueTenant();
  const { run } = await deliver(tenant, [
    { name: 'Id', data: ['1', null], type: 'STRING' },
    { name: 'n', data: [1n, 2n], type: 'INT64' },
  ]);

  const rejects = await listRejects(db, run, { limit: 9 });
  expect(rejects).toMatchObject([{ line: 2, reason: 'its key is null: "Id"', raw: '{"Id":null,"n":2}' }]);
});

test('a file that is cut off fails by name and leaves the snapshot as it was', async () => {
  const tenant = uniqueTenant();
  const columnData: Columns = [{ name: 'Id', data: Array.from({ length: 3000 }, (_, i) => `id ${i}`), type: 'STRING' }];
  await deliver(tenant, columnData);
  const input = await fileOf(parquet({ columnData }));
  const bytes = parquet({ columnData });
  bytes.fill(0xff, 400, 900);
  await writeFile(input.path!, bytes);
  const broken = runSync(db, { tenant, integration: 'crm', stream: 'Account', input: await fileInput(input.path!) });

  await expect(broken).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringMatching(/ cannot be read as Parquet: in row group \d+ its column "Id" cannot be read/),
  });
  const tenantRow = await getTenant(db, tenant);
  await getSnapshotTable(db, tenantRow, 'crm', 'Account');
  expect((await allRecords(db, tenant)).size).toBe(3000);
});
