import { type Database, ensureTenant } from '@app/snapshot-core';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { allRecords, foldFeed, ingest } from './support/ingest.ts';

/** More than travels as parameters, so that the delivery is copied. */
const ROWS = 2500;
const csv = (name: string) => `Id,Name\n${Array.from({ length: ROWS }, (_, i) => `${i},${name} ${i}`).join('\n')}\n`;

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

const keyOfLog = (schema: string) =>
  db.pool.query('select 1 from pg_constraint where conrelid = $1::regclass and contype = $2', [
    `${schema}.change`,
    'p',
  ]);

test('the first loads of a tenant at once all land, and their changes are one dense feed', async () => {
  const tenant = await ensureTenant(db, uniqueTenant());
  const streams = ['A', 'B', 'C'];
  const small = ingest(db, tenant.name, 'Id,Name\n1,One\n', {}, { stream: 'Small' });
  await Promise.all([small, ...streams.map((stream) => ingest(db, tenant.name, csv(stream), {}, { stream }))]);

  const fold = await foldFeed(db, tenant.name); // throws where a number is missing
  expect(fold.size).toBe(streams.length * ROWS + 1);
  for (const stream of streams) {
    const records = await allRecords(db, tenant.name, 'crm', stream);
    expect([...records].every(([key, data]) => data.Name === `${stream} ${key}`)).toBe(true);
    expect(records.size).toBe(ROWS);
  }
  expect((await keyOfLog(tenant.schemaName)).rowCount).toBe(1);
});

test('a first load does not wait for a reader of the empty feed', async () => {
  const tenant = await ensureTenant(db, uniqueTenant());
  const reader = await db.pool.connect();
  try {
    await reader.query('begin');
    await reader.query(`select count(*) from ${tenant.schemaName}.change`);

    expect(await ingest(db, tenant.name, csv('A'))).toMatchObject({ status: 'succeeded', created: ROWS });
  } finally {
    await reader.query('rollback');
    reader.release();
  }
  expect((await foldFeed(db, tenant.name)).size).toBe(ROWS);
  expect((await keyOfLog(tenant.schemaName)).rowCount).toBe(1);
});

test('a first load that fails leaves the feed as it was', async () => {
  const tenant = await ensureTenant(db, uniqueTenant());
  const failing = ingest(db, tenant.name, csv('A'), {}, { onPublished: () => Promise.reject(new Error('no')) });

  await expect(failing).rejects.toThrow('no');
  expect((await keyOfLog(tenant.schemaName)).rowCount).toBe(1);
  expect(await ingest(db, tenant.name, csv('B'))).toMatchObject({ created: ROWS, seq: { from: 1, to: ROWS } });
  expect((await keyOfLog(tenant.schemaName)).rowCount).toBe(1);
});
