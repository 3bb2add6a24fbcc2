import { type Database, getRun, getTenant, type RunLine, runSync } from '@app/snapshot-core';
import { applyWeftFile, getModel, parseWeftFile, readUnified, runUnify } from '@app/unify';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { textInput } from './support/ingest.ts';

// Integrations and models are the catalog's, shared by all tests of a database: these names are used by no other test.
const FILE = `
integrations:
  faulty-shop: { streams: { Order: { key: Id, kind: incremental } } }
models:
  faulty_order:
    fields: { number: identifier, total: number }
    sources:
      faulty-shop.Order:
        unique: true
        map: { number: Number, total: { jsonata: "$string($number(Total) * 2)" } }
        merged_into: { jsonata: "$string($number(Into))" }
`;

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
  await applyWeftFile(db, parseWeftFile(FILE, 'weft.yaml'), '/');
});
afterAll(() => db.close());

async function deliver(tenant: string, lines: string): Promise<void> {
  const input = textInput(`Id,Number,Total,Into\n${lines}\n`);
  await runSync(db, { tenant, integration: 'faulty-shop', stream: 'Order', input });
}

const unify = async (tenant: string, full: boolean): Promise<RunLine> =>
  runUnify(db, await getTenant(db, tenant), await getModel(db, 'faulty_order'), { full });

async function totals(tenant: string): Promise<Record<string, unknown>> {
  const found = await readUnified(db, await getTenant(db, tenant), await getModel(db, 'faulty_order'), { limit: 100 });
  return Object.fromEntries(found.map(({ data }) => [data.number, data.total]));
}

test('a mapping that fails on one record empties that field alone, and the run tells of it', async () => {
  const tenant = uniqueTenant();
  await deliver(tenant, '1,A-1,10,\n2,A-2,twelve,\n3,A-3,30,');
  const first = await unify(tenant, false);
  expect(first).toMatchObject({ status: 'succeeded', received: 3, created: 3 });
  expect(await totals(tenant)).toEqual({ 'A-1': '20', 'A-2': null, 'A-3': '60' });
  const { hints } = await getRun(db, await getTenant(db, tenant), first.run);
  expect(hints).toEqual(first.hints);
  expect(hints).toEqual([
    { code: 'failed_mapping', columns: ['total'], message: expect.stringMatching(/on 1 record.* 2 \(.*"twelve"/) },
  ]);

  // The same in runs that follow changes, which look at what changed alone.
  await deliver(tenant, '3,A-3,thirty,');
  const second = await unify(tenant, false);
  expect(second).toMatchObject({ received: 1, updated: 1 });
  expect(second.hints).toEqual([
    { code: 'failed_mapping', columns: ['total'], message: expect.stringMatching(/on 1 record.* 3 \(.*"thirty"/) },
  ]);
  const followed = await totals(tenant);
  expect(followed).toEqual({ 'A-1': '20', 'A-2': null, 'A-3': null });
  const again = await unify(tenant, true);
  expect([again.created + again.updated + again.deleted, again.hints?.length]).toEqual([0, 1]);

  await deliver(tenant, '2,A-2,12,\n3,A-3,33,');
  expect((await unify(tenant, false)).hints).toBeUndefined();
  expect(await totals(tenant)).toEqual({ 'A-1': '20', 'A-2': '24', 'A-3': '66' });
});

test('a record whose own merge cannot be told stands by itself', async () => {
  const tenant = uniqueTenant();
  await deliver(tenant, '1,B-1,1,\n2,B-2,2,first');
  for (const full of [true, false]) {
    const { hints } = await unify(tenant, full);
    expect(hints?.map(({ columns }) => columns)).toEqual([['merged_into']]);
    await deliver(tenant, `2,B-2,${full ? 3 : 4},second`);
  }
  expect(await totals(tenant)).toEqual({ 'B-1': '2', 'B-2': '6' });
});
