import { jest } from '@jest/globals';
import { type Database, execute, getTenant, openDatabase, readChanges, sql } from '@app/snapshot-core';
import { ownDatabase } from './support/database.ts';
import { eventually } from './support/eventually.ts';
import { ingest } from './support/ingest.ts';
import { killWorkers, startWorker } from './support/worker-process.ts';

jest.setTimeout(120_000);

let own: Awaited<ReturnType<typeof ownDatabase>>;
let db: Database;

beforeEach(async () => {
  own = await ownDatabase();
  db = await openDatabase({ url: own.url, poolSize: 4 });
});

afterEach(async () => {
  await killWorkers();
  await db.close();
  await own.drop();
});

const oldestOf = async (tenant: string) =>
  (await readChanges(db, await getTenant(db, tenant), { after: 2, limit: 1 })).oldest;

test('a worker prunes what is older than WEFT_RETENTION_DAYS, of every tenant, and nothing else', async () => {
  for (const tenant of ['acme', 'beta']) {
    const { run } = await ingest(db, tenant, 'Id,Name\n1,a\n2,b\n');
    await execute(db.pool, sql`update weft.sync_run set finished_at = now() - interval '31 days' where id = ${run}`);
  }
  const { run } = await ingest(db, 'beta', 'Id,Name\n1,c\n');
  await execute(db.pool, sql`update weft.sync_run set finished_at = now() - interval '29 days' where id = ${run}`);
  const worker = startWorker(own.url, { WEFT_RETENTION_DAYS: '30' });
  await worker.ready();
  await eventually('both tenants pruned', async () => (await oldestOf('acme')) === 3 && (await oldestOf('beta')) === 3);
  expect(await worker.stop()).toBe(0);
  expect((await readChanges(db, await getTenant(db, 'beta'), { after: 2, limit: 9 })).changes).toMatchObject([
    { seq: 3, op: 'updated' },
  ]);
  expect(worker.log.filter(({ level }) => level === 'error')).toEqual([]);
});

test('without a retention everything is kept; one that is no number of days is refused', async () => {
  const { run } = await ingest(db, 'acme', 'Id,Name\n1,a\n2,b\n');
  await execute(db.pool, sql`update weft.sync_run set finished_at = now() - interval '9 years' where id = ${run}`);
  const keeping = startWorker(own.url);
  await keeping.ready();
  expect(await keeping.stop()).toBe(0);
  expect(await oldestOf('acme')).toBe(1);
  const refusing = startWorker(own.url, { WEFT_RETENTION_DAYS: 'a month' });
  await eventually('the worker ended', () => refusing.child.exitCode !== null);
  expect(refusing.child.exitCode).toBe(1);
  expect(JSON.stringify(refusing.log)).toContain('WEFT_RETENTION_DAYS');
});
