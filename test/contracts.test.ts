import { type Database, type RunLine, runSync, type StreamSettings } from '@app/snapshot-core';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { allRecords, ingest } from './support/ingest.ts';
import { fileOf, parquet } from './support/parquet.ts';
import { record, schema, singerTarget } from './support/singer-messages.ts';

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

type Row = Record<string, number | string | null>;
type Deliver = (tenant: string, rows: Row[], settings?: Partial<StreamSettings>) => Promise<RunLine>;

const isNumber = (rows: Row[], name: string) => rows.some((row) => typeof row[name] === 'number');

/** Each names its columns up front, and their types. */
const formats: Record<string, Deliver> = {
  async parquet(tenant, rows, settings) {
    const columnData = Object.keys(rows[0]!).map((name) => ({
      name,
      data: rows.map((row) => row[name]),
      type: isNumber(rows, name) ? ('DOUBLE' as const) : ('STRING' as const),
    }));
    const input = await fileOf(parquet({ columnData }));
    return runSync(db, { tenant, integration: 'crm', stream: 'Account', input, settings });
  },
  async singer(tenant, rows, settings) {
    const properties = Object.fromEntries(
      Object.keys(rows[0]!).map((name) => [name, { type: isNumber(rows, name) ? 'number' : 'string' }]),
    );
    const messages = [schema('Account', ['Id'], properties), ...rows.map((row) => record('Account', row))];
    const { runs } = await singerTarget(db, tenant, messages, { integration: 'crm', settings });
    return runs[0]!;
  },
};

const FIRST = [
  { Id: 'a', Name: 'n', Amount: 1.5 },
  { Id: 'b', Name: 'm', Amount: 2 },
];

describe.each(Object.entries(formats))('%s', (_, deliver) => {
  test.each<[string, Row[], RegExp]>([
    ['a column is missing', [{ Id: 'a', Name: 'z' }], /it lacks column "Amount"/],
    ['a column is new', [{ Id: 'a', Name: 'z', Amount: 1, City: 'x' }], /the new column "City"/],
    [
      'a value does not fit',
      [{ Id: 'a', Name: 'z', Amount: 'much' }],
      /"Amount" is of type number, and this is none: "much"/,
    ],
  ])('a frozen stream fails a run where %s', async (__, rows, message) => {
    const tenant = uniqueTenant();
    await deliver(tenant, FIRST, { contract: 'freeze' });
    const before = await allRecords(db, tenant);
    await expect(deliver(tenant, rows, { contract: 'freeze' })).rejects.toMatchObject({
      code: 'schema_drift',
      message: expect.stringMatching(message),
    });
    expect(await allRecords(db, tenant)).toEqual(before);
    expect(await deliver(tenant, FIRST.slice(1), { contract: 'freeze' })).toMatchObject({ unchanged: 1 });
  });

  test('discard_column leaves a new column out, and lets one be missing', async () => {
    const tenant = uniqueTenant();
    await deliver(tenant, FIRST);
    const line = await deliver(tenant, [{ Id: 'a', Name: 'z', City: 'x' }], { contract: 'discard_column' });
    expect(line).toMatchObject({ updated: 1, drift: { discarded: ['City'], missing: ['Amount'] } });
    expect((await allRecords(db, tenant)).get('a')).toEqual({ Id: 'a', Name: 'z', Amount: 1.5 });
  });

  test('reject_row sets aside what has a value in a new column, or one of another type', async () => {
    const tenant = uniqueTenant();
    await deliver(tenant, FIRST);
    const rows = [
      { Id: 'a', Name: 'z', Amount: 'much', City: null },
      { Id: 'b', Name: 'z', Amount: null, City: 'x' },
      { Id: 'c', Name: 'z', Amount: null, City: null },
    ];
    expect(await deliver(tenant, rows, { contract: 'reject_row' })).toMatchObject({ rejected: 2, created: 1 });
    expect(Object.keys((await allRecords(db, tenant)).get('c')!)).toEqual(['Id', 'Name', 'Amount']);
  });
});

test('what another contract kept out is no column that a frozen stream misses', async () => {
  const tenant = uniqueTenant();
  await ingest(db, tenant, 'Id,Name\n1,a\n');
  await ingest(db, tenant, 'Id,Name,City\n1,b,x\n', { contract: 'discard_column' });
  expect(await ingest(db, tenant, 'Id,Name\n1,c\n', { contract: 'freeze' })).toMatchObject({ updated: 1 });
});

test('a run tells what it noticed', async () => {
  const tenant = uniqueTenant();
  const csv = (seen: string) => `Id,Seen\n${Array.from({ length: 20 }, (_, i) => `${i},${seen}\n`).join('')}`;
  expect(await ingest(db, tenant, csv('a'))).not.toHaveProperty('hints');
  expect(await ingest(db, tenant, csv('b'))).toMatchObject({
    hints: [{ code: 'volatile_columns', columns: ['Seen'] }],
  });
});
