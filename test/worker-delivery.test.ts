import { utimes, writeFile } from 'node:fs/promises';
import {
  type Database,
  enqueueUnify,
  first,
  listSources,
  openDatabase,
  prepareQueue,
  rows,
  saveIntegration,
  saveSources,
  sql,
} from '@app/snapshot-core';
import { nextDelivery, type QueuedDelivery } from '../apps/worker/src/deliveries.ts';
import { ingestDelivery } from '../apps/worker/src/ingest-delivery.ts';
import { scanSource } from '../apps/worker/src/scan-source.ts';
import { ownDatabase } from './support/database.ts';
import { type SyncFolder, syncFolder } from './support/sync-folder.ts';

let own: Awaited<ReturnType<typeof ownDatabase>>;
let db: Database;
let folder: SyncFolder;
let source: number;
const signal = new AbortController().signal;

beforeEach(async () => {
  own = await ownDatabase();
  db = await openDatabase({ url: own.url, poolSize: 6 });
  await prepareQueue(db);
  folder = await syncFolder();
  await saveSources(db.pool, [{ kind: 'directory', pattern: folder.pattern, schedule: '0 0 1 1 *' }]);
  source = (await listSources(db.pool))[0]?.id ?? 0;
});

afterEach(async () => {
  await db.close();
  await own.drop();
  await folder.remove();
});

test('a scan queues each file once, and a file again when it has changed', async () => {
  const path = await folder.deliver('acme/salesforce/Account-20250101T000000.csv', 'Id\n1\n');
  expect(await scanSource(db, source)).toEqual({ files: 1, deliveries: 1, unsettled: 0 });
  expect(await scanSource(db, source)).toEqual({ files: 1, deliveries: 0, unsettled: 0 });
  await utimes(path, new Date(0), new Date(0));
  expect(await scanSource(db, source)).toEqual({ files: 1, deliveries: 1, unsettled: 0 });
  expect(await jobs('ingest_delivery')).toBe(2);
});

test('scans at the same moment queue each file once', async () => {
  for (let n = 10; n < 30; n++) await folder.deliver(`acme/salesforce/Account-202501${n}T000000.csv`, 'Id\n1\n');
  const scanned = await Promise.all([scanSource(db, source), scanSource(db, source), scanSource(db, source)]);
  expect(scanned.reduce((sum, { deliveries }) => sum + deliveries, 0)).toBe(20);
  expect(await jobs('ingest_delivery')).toBe(20);
});

test('a scan makes again a job that was lost', async () => {
  await folder.deliver('acme/salesforce/Account-20250101T000000.csv', 'Id\n1\n');
  await scanSource(db, source);
  await rows(db.pool, sql`delete from graphile_worker._private_jobs`);
  expect(await scanSource(db, source)).toMatchObject({ deliveries: 0 });
  expect(await jobs('ingest_delivery')).toBe(1);
});

test('a file that was just written is left for a later scan, which is asked for', async () => {
  const path = await folder.deliver(
    'acme/salesforce/Account-20250101T000000.csv',
    'Id\n1\n',
    new Date(Date.now() + 1000),
  );
  expect(await scanSource(db, source)).toEqual({ files: 1, deliveries: 0, unsettled: 1 });
  expect(await jobs('scan_source')).toBe(1);
  const later = new Date(Date.now() - 10_000);
  await utimes(path, later, later);
  expect(await scanSource(db, source)).toMatchObject({ deliveries: 1, unsettled: 0 });
});

test('deliveries of a stream come by the timestamp in their names, then by name, whatever was found first', async () => {
  const day = (n: number) => new Date(Date.UTC(2025, 0, n));
  const names = [
    'Account-20250103T000000.csv',
    'Account-20250101T000000.csv',
    'Account-extra.csv',
    'Account-20250102T000000.csv',
  ];
  for (const name of names) {
    await folder.deliver(`acme/salesforce/${name}`, 'Id\n1\n', name.includes('extra') ? day(2) : day(9));
    await scanSource(db, source);
  }
  const order: string[] = [];
  for (let next = await nextOfStream(); next; next = await nextOfStream()) {
    order.push(next.path.replace(/.*\//, ''));
    await rows(db.pool, sql`update weft.delivery set state = 'ingested' where id = ${next.id}`);
  }
  expect(order).toEqual([
    'Account-20250101T000000.csv',
    'Account-20250102T000000.csv',
    'Account-extra.csv',
    'Account-20250103T000000.csv',
  ]);
});

test('two workers that have the same delivery at the same moment ingest it once', async () => {
  const delivery = await found('Id,Name\n1,a\n');
  const results = await Promise.all([1, 2, 3].map(() => ingestDelivery(db, delivery, signal)));
  const [run, ...others] = results.flat();
  expect(others).toEqual([]);
  expect(await rows(db.pool, sql`select id from weft.sync_run where status = 'succeeded'`)).toEqual([{ id: run?.run }]);
  expect(await stateOf(delivery)).toEqual({ state: 'ingested', run: run?.run });
  expect(await rows(db.pool, sql`select seq from tenant_acme.change`)).toEqual([{ seq: 1 }]);
});

test('a run that fails at its very end leaves the delivery queued', async () => {
  const delivery = await found('Id,Name\n1,a\n');
  const sources = [{ integration: 'salesforce', stream: 'Account' }];
  const survive = { default: 'most_recent', fields: {} };
  const model = { name: 'customer', order: [], fields: {}, sources, match: { auto: 0.95, review: 0.6 }, survive };
  await rows(
    db.pool,
    sql`insert into weft.model_version (name, version, definition) values ('customer', 1, ${JSON.stringify(model)})`,
  );
  await rows(db.pool, sql`drop schema graphile_worker cascade`); // so that the unify job cannot be made
  await expect(ingestDelivery(db, delivery, signal)).rejects.toMatchObject({ code: 'failed' });
  expect(await stateOf(delivery)).toEqual({ state: 'queued', run: null });
  expect(await rows(db.pool, sql`select seq from tenant_acme.change`)).toEqual([]);
});

test('runs that end together ask for one unification', async () => {
  for (const tenant of ['acme', 'acme', 'other', 'acme']) await enqueueUnify(db.pool, tenant, 'customer');
  expect(await jobs('unify')).toBe(2);
});

test('a file that has changed since it was found is not ingested as what it was', async () => {
  const delivery = await found('Id,Name\n1,a\n');
  await writeFile(delivery.path, 'Id,Name\n1,a\n2,');
  await expect(ingestDelivery(db, delivery, signal)).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringMatching(/Account-20250101T000000.csv \(for acme\/salesforce.Account\) changed/),
  });
  expect(await stateOf(delivery)).toEqual({ state: 'queued', run: null });
});

test('a file that changes while it is read leaves nothing behind', async () => {
  const delivery = await found(`Id,Name\n${Array.from({ length: 50_000 }, (_, i) => `${i},name ${i}`).join('\n')}\n`);
  // Once the run can be seen the file has been looked at; its writer comes back before the run has read all.
  const ingesting = ingestDelivery(db, delivery, signal).catch((error: Error) => error);
  while (!(await first(db.pool, sql`select from weft.sync_run where status = 'running'`)));
  await utimes(delivery.path, new Date(), new Date());
  expect(await ingesting).toMatchObject({
    code: 'invalid_input',
    // Said by the reader, or by the worker when all has been read: whichever looks first.
    message: expect.stringMatching(/changed (?:while it was read|after it was found)/),
  });
  expect(await rows(db.pool, sql`select status from weft.sync_run`)).toEqual([{ status: 'failed' }]);
  expect(await rows(db.pool, sql`select seq from tenant_acme.change`)).toEqual([]);
});

test('a delivery whose worker was killed again and again is given up', async () => {
  const delivery = await found('Id\n1\n');
  await rows(db.pool, sql`insert into weft.tenant (name, schema_name) values ('acme', 'tenant_acme')`);
  await rows(
    db.pool,
    sql`
      insert into weft.sync_run (tenant_id, source, status, kind, delivery, error)
      select tenant.id, 'salesforce.Account', 'failed', 'incremental', ${delivery.path}, '{"code": "interrupted"}'
      from weft.tenant, generate_series(1, 10)`,
  );
  await expect(ingestDelivery(db, delivery, signal)).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining('10 times its worker was killed'),
  });
});

test('the parts of a complete extract are one run; one that comes late makes another run of them all', async () => {
  const part = (n: number, rows: string) =>
    folder.deliver(`acme/salesforce/Account-20250101T000000.part${n}.csv`, `Id,Name\n${rows}`);
  await saveIntegration(db.pool, {
    name: 'salesforce',
    streams: { Account: { kind: 'full', deleteLimit: { type: 'none' } } },
  });
  await part(1, '1,a\n');
  await part(2, '2,b\n');
  expect(await scanSource(db, source)).toEqual({ files: 2, deliveries: 1, unsettled: 0 });
  const [run] = await ingestDelivery(db, (await nextOfStream())!, signal);
  expect(run).toMatchObject({ kind: 'full', received: 2, created: 2, deleted: 0 });
  expect(await scanSource(db, source)).toMatchObject({ deliveries: 0 });

  await part(3, '3,c\n');
  expect(await scanSource(db, source)).toMatchObject({ files: 3, deliveries: 1 });
  const [again] = await ingestDelivery(db, (await nextDelivery(db.pool, 2))!, signal);
  expect(again).toMatchObject({ received: 3, created: 1, unchanged: 2, deleted: 0 });
});

test('a part that was replaced by an older one of the same size makes another run of them all', async () => {
  const part = (n: number, rows: string, age: number) =>
    folder.deliver(
      `acme/salesforce/Account-20250101T000000.part${n}.csv`,
      `Id,Name\n${rows}`,
      new Date(Date.now() - age),
    );
  await part(1, '1,a\n', 120_000);
  await part(2, '2,b\n', 60_000);
  await scanSource(db, source);
  await ingestDelivery(db, (await nextOfStream())!, signal);
  await part(1, '1,A\n', 180_000);
  expect(await scanSource(db, source)).toMatchObject({ deliveries: 1 });
  const [again] = await ingestDelivery(db, (await nextDelivery(db.pool, 2))!, signal);
  expect(again).toMatchObject({ received: 2, updated: 1, unchanged: 1 });
  expect(await scanSource(db, source)).toMatchObject({ deliveries: 0 });
});

test('parts wait for one that is missing between them, and until nothing has come for a while', async () => {
  const part = (n: number, age: number) =>
    folder.deliver(`acme/salesforce/Account.part${n}.csv`, `Id\n${n}\n`, new Date(Date.now() - age));
  await saveSources(db.pool, [
    { kind: 'directory', pattern: folder.pattern.replace('-*.csv', '.csv'), schedule: '0 0 1 1 *' },
  ]);
  const id = (await listSources(db.pool))[0]!.id;
  const first = await part(1, 60_000);
  await part(3, 60_000);
  expect(await scanSource(db, id)).toEqual({ files: 2, deliveries: 0, unsettled: 0, incomplete: [first] });
  const second = await part(2, 5_000);
  expect(await scanSource(db, id)).toEqual({ files: 3, deliveries: 0, unsettled: 1 });
  expect(await jobs('scan_source')).toBe(1);
  await utimes(second, new Date(0), new Date(0));
  expect(await scanSource(db, id)).toEqual({ files: 3, deliveries: 1, unsettled: 0 });

  // What waits is overtaken by what it has become.
  await part(4, 60_000);
  expect(await scanSource(db, id)).toMatchObject({ deliveries: 1 });
  const waiting = await rows<{ id: number; stream: string }>(db.pool, sql`select id, stream from weft.delivery`);
  expect(waiting).toEqual([{ id: expect.any(Number), stream: 'Account' }]);
  const [run] = await ingestDelivery(db, (await nextDelivery(db.pool, waiting[0]!.id))!, signal);
  expect(run).toMatchObject({ stream: 'Account', created: 4 });
});

test('a part that has changed since it was found is not ingested with the others', async () => {
  await folder.deliver('acme/salesforce/Account-20250101T000000.part1.csv', 'Id\n1\n');
  const second = await folder.deliver('acme/salesforce/Account-20250101T000000.part2.csv', 'Id\n2\n');
  await scanSource(db, source);
  await utimes(second, new Date(), new Date());
  await expect(ingestDelivery(db, (await nextOfStream())!, signal)).rejects.toMatchObject({
    message: expect.stringMatching(/part2\.csv .*changed after it was found/),
  });
});

/** Delivers a file and lets a scan find it. */
async function found(content: string): Promise<QueuedDelivery> {
  await folder.deliver('acme/salesforce/Account-20250101T000000.csv', content);
  await scanSource(db, source);
  const delivery = await nextOfStream();
  if (!delivery) throw new Error('the scan found nothing');
  return delivery;
}

/** What any job of the stream would take next. */
const nextOfStream = () => nextDelivery(db.pool, 1);

const stateOf = ({ id }: QueuedDelivery) =>
  first(db.pool, sql`select state, run_id as run from weft.delivery where id = ${id}`);

async function jobs(task: string): Promise<number> {
  const row = await first<{ jobs: number }>(
    db.pool,
    sql`select count(*) as jobs from graphile_worker.jobs where task_identifier = ${task}`,
  );
  return row?.jobs ?? 0;
}
