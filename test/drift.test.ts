import { type Database, getRun, getTenant, listStreams, planSync } from '@app/snapshot-core';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { allRecords, ingest, textInput } from './support/ingest.ts';

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

const none = { new: [], discarded: [], missing: [], returned: [], reordered: false, renamed: [], types: [] };
const FIRST = 'Id,Name,Phone\n1,a,11\n2,b,22\n3,c,33\n4,d,44\n';

test('a run tells new, missing, returned and reordered columns, and nothing when there is nothing to tell', async () => {
  const tenant = uniqueTenant();
  expect(await ingest(db, tenant, FIRST)).not.toHaveProperty('drift');
  expect(await ingest(db, tenant, FIRST)).not.toHaveProperty('drift');
  const other = await ingest(db, tenant, 'Id,City,Name\n1,x,a\n');
  expect(other.drift).toEqual({ ...none, new: ['City'], missing: ['Phone'] });
  expect(await ingest(db, tenant, 'Id,City,Name\n2,x,a\n')).not.toHaveProperty('drift');
  const back = await ingest(db, tenant, 'Name,Id,City,Phone\na,1,x,11\n');
  expect(back.drift).toEqual({ ...none, returned: ['Phone'], reordered: true });

  expect(await getRun(db, await getTenant(db, tenant), back.run)).toMatchObject({ drift: back.drift });
});

test('a plan tells what the run would, and the stream does not take it for delivered', async () => {
  const tenant = uniqueTenant();
  await ingest(db, tenant, FIRST);
  const request = { tenant, integration: 'crm', stream: 'Account', input: textInput('Id,City\n1,x\n') };
  const expected = { ...none, new: ['City'], missing: ['Name', 'Phone'] };
  expect((await planSync(db, request, () => undefined)).drift).toEqual(expected);
  expect((await planSync(db, request, () => undefined)).drift).toEqual(expected);
});

test('a column that came under another name is suggested: by the values of known records, else by the name', async () => {
  const tenant = uniqueTenant();
  await ingest(db, tenant, FIRST);
  const byContent = await ingest(db, tenant, 'Id,Mobile,Name\n1,11,a\n2,22,b\n3,33,c\n4,45,d\n9,99,z\n');
  expect(byContent.drift?.renamed).toEqual([]); // one of four differs
  const again = await ingest(db, tenant, 'Id,Cell,Name\n1,11,a\n2,22,b\n3,33,c\n4,45,d\n9,99,z\n');
  expect(again.drift?.renamed).toEqual([{ from: 'Mobile', to: 'Cell', because: 'content' }]);
  const byName = await ingest(db, tenant, 'Id,Cell,name_\n1,11,x\n');
  expect(byName.drift?.renamed).toEqual([{ from: 'Name', to: 'name_', because: 'name' }]);
});

describe('a frozen stream', () => {
  const freeze = { contract: 'freeze' } as const;

  test.each([
    ['a new column', 'Id,Name,Phone,City\n1,z,1,x\n', 'the sync output has the new column "City"'],
    ['a missing column', 'Id,Name\n1,z\n', 'it lacks column "Phone"'],
    [
      'a value of another type',
      'Id,Name,Phone\n1,z,7\n2,b,x1\n',
      'line 3 "Phone" is of type integer, and this is none: "x1"',
    ],
  ])('fails a run with %s, names it and keeps the snapshot', async (_, csv, message) => {
    const tenant = uniqueTenant();
    await ingest(db, tenant, FIRST, { ...freeze, types: { Phone: 'integer' } });
    const before = await allRecords(db, tenant);
    await expect(ingest(db, tenant, csv, freeze)).rejects.toMatchObject({
      code: 'schema_drift',
      message: expect.stringContaining(message),
    });
    expect(await allRecords(db, tenant)).toEqual(before);
  });

  test('takes its columns in any order, ones that are dropped, and ones that a setting names', async () => {
    const tenant = uniqueTenant();
    await ingest(db, tenant, FIRST, freeze);
    const csv = 'Phone,Id,Junk,Name,Modified\n12,1,j,a,2025-01-01\n';
    const line = await ingest(db, tenant, csv, { ...freeze, drop: ['Junk'], version: 'Modified' });
    expect(line).toMatchObject({ updated: 1, drift: { ...none, new: ['Modified'], reordered: true } });
  });

  test('goes on with the columns of the last delivery that was let pass', async () => {
    const tenant = uniqueTenant();
    await ingest(db, tenant, FIRST, freeze);
    await ingest(db, tenant, 'Id,Name,City\n1,a,x\n');
    expect(await ingest(db, tenant, 'Id,Name,City\n1,a,y\n', freeze)).toMatchObject({ updated: 1 });
    await expect(ingest(db, tenant, 'Id,City\n1,z\n', freeze)).rejects.toMatchObject({ code: 'schema_drift' });
  });
});

test('discard_column leaves new columns out, and says so on every run', async () => {
  const tenant = uniqueTenant();
  await ingest(db, tenant, FIRST);
  for (const value of ['x', 'y']) {
    const line = await ingest(db, tenant, `Id,City,Name\n1,${value},z\n`, { contract: 'discard_column' });
    expect(line.drift).toMatchObject({ new: ['City'], discarded: ['City'] });
  }
  expect((await allRecords(db, tenant)).get('1')).toEqual({ Id: '1', Name: 'z', Phone: '11' });
  // What was left out under the contract is not taken for known later.
  await ingest(db, tenant, 'Id,City,Name\n1,y,z\n');
  expect((await allRecords(db, tenant)).get('1')).toEqual({ Id: '1', Name: 'z', Phone: '11', City: 'y' });
});

test('reject_row sets aside records with a value in an unknown column, or one that does not fit its type', async () => {
  const tenant = uniqueTenant();
  await ingest(db, tenant, FIRST, { types: { Phone: 'number' } });
  const csv = 'Id,Name,Phone,City\n1,z,1.5,\n2,z,22,x\n3,z,n/a,\n4,z,,""\n';
  expect(await ingest(db, tenant, csv, { contract: 'reject_row', kind: 'full' })).toMatchObject({
    updated: 1,
    rejected: 3,
    deleted: 0,
    drift: { ...none, new: ['City'], discarded: ['City'] },
  });
  const records = await allRecords(db, tenant);
  expect(records.get('1')).toEqual({ Id: '1', Name: 'z', Phone: 1.5 });
  expect(records.get('3')).toEqual({ Id: '3', Name: 'c', Phone: 33 });
});

test('a declared type is taken up without touching a record, and is told once', async () => {
  const tenant = uniqueTenant();
  await ingest(db, tenant, FIRST);
  const line = await ingest(db, tenant, FIRST, { types: { Phone: 'integer' } });
  expect(line).toMatchObject({
    unchanged: 4,
    seq: null,
    drift: { ...none, types: [{ column: 'Phone', from: 'string', to: 'integer' }] },
  });
  expect(await ingest(db, tenant, FIRST, { types: { Phone: 'integer' } })).not.toHaveProperty('drift');
  const [stream] = await listStreams(db, await getTenant(db, tenant));
  expect(stream?.columns.at(-1)).toEqual({ name: 'Phone', type: 'integer' });
});
