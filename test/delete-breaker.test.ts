import { approveRun, type Database, getRun, getTenant, rejectRun, runLine } from '@app/snapshot-core';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { allRecords, foldFeed, ingest } from './support/ingest.ts';

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

const csv = (ids: number[], name = 'a') => `Id,Name\n${ids.map((id) => `${id},${name}\n`).join('')}`;
const ids = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

/** A tenant with `before` records, and the run of a complete extract that has `after` of them. */
async function shrink(
  before: number,
  after: number[],
  deleteLimit?: { type: 'count'; count: number } | { type: 'none' },
) {
  const tenant = await (async () => {
    const name = uniqueTenant();
    await ingest(db, name, csv(ids(before)));
    return getTenant(db, name);
  })();
  const line = await ingest(db, tenant.name, csv(after), { kind: 'full', ...(deleteLimit ? { deleteLimit } : {}) });
  return { tenant, line };
}

test.each([
  // records before, records after, held (more than 20 % and more than 10 records)
  [100, 80, 0],
  [100, 79, 21],
  [40, 30, 0],
  [40, 29, 11],
  [5, 1, 0],
])('of %i records a complete extract has %i: %i deletes are held', async (before, after, held) => {
  const { tenant, line } = await shrink(before, ids(after));

  expect(line).toMatchObject({
    held,
    deleted: held ? 0 : before - after,
    status: held ? 'held' : 'succeeded',
  });
  expect((await allRecords(db, tenant.name)).size).toBe(held ? before : after);
});

test.each([
  [{ type: 'count', count: 2 } as const, 3],
  [{ type: 'count', count: 3 } as const, 0],
  [{ type: 'none' } as const, 0],
])('the limit %j holds %i of three deletes', async (limit, held) => {
  const { line } = await shrink(9, ids(6), limit);

  expect(line).toMatchObject({ held, deleted: 3 - held });
});

test('an extract without any record deletes nothing unasked, however few records there are', async () => {
  const { line } = await shrink(2, []);

  expect(line).toMatchObject({ held: 2, deleted: 0, status: 'held' });
});

test('creates and updates land while deletes are held; approving them deletes what was not written since', async () => {
  const { tenant } = await shrink(30, ids(30));
  const held = await ingest(db, tenant.name, `Id,Name\n1,new\n31,a\n`, { kind: 'full' });
  await ingest(db, tenant.name, 'Id,Name\n2,again\n');
  const approved = await approveRun(db, tenant, held.run);

  expect(held).toMatchObject({ status: 'held', created: 1, updated: 1, held: 29, deleted: 0 });
  expect(approved).toMatchObject({ status: 'succeeded', deleted: 28, kind: 'approve' });
  const records = await allRecords(db, tenant.name);
  expect([...records.keys()]).toEqual(['1', '2', '31']);
  expect(await foldFeed(db, tenant.name)).toEqual(
    new Map([...records].map(([key, row]) => [`crm.Account:${key}`, row])),
  );
  expect(runLine(await getRun(db, tenant, held.run)).status).toBe('succeeded');
  await expect(approveRun(db, tenant, held.run)).rejects.toMatchObject({ code: 'conflict' });
});

test('rejecting held deletes keeps the records', async () => {
  const { tenant, line } = await shrink(30, ids(3));

  expect(await rejectRun(db, tenant, line.run)).toMatchObject({ status: 'succeeded', deleted: 0 });
  expect((await allRecords(db, tenant.name)).size).toBe(30);
});

test('a later complete extract settles what an earlier one holds', async () => {
  const { tenant, line } = await shrink(30, ids(3));
  await ingest(db, tenant.name, csv(ids(30)), { kind: 'full' });

  await expect(approveRun(db, tenant, line.run)).rejects.toMatchObject({ code: 'conflict' });
  expect((await allRecords(db, tenant.name)).size).toBe(30);
});
