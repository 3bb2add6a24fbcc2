import { jest } from '@jest/globals';
import { rows, saveSources, sql } from '@app/snapshot-core';
import { eventually } from './support/eventually.ts';
import { workerPlace } from './support/worker-place.ts';
import { startWorker, type WorkerProcess } from './support/worker-process.ts';

const EVERY_SECOND = '* * * * * *';

// Starting a worker takes a second, and several where the processors are busy.
jest.setTimeout(120_000);

const place = workerPlace();

test('a tick of the schedule finds new files and ingests each once, the oldest first', async () => {
  await saveSources(place.db.pool, [{ kind: 'directory', pattern: place.folder.pattern, schedule: EVERY_SECOND }]);
  await place.folder.deliver('acme/salesforce/Account-20250103T000000.csv', 'Id,Name\n1,c\n');
  await place.folder.deliver('acme/salesforce/Account-20250101T000000.csv', 'Id,Name\n1,a\n');
  await place.folder.deliver('acme/salesforce/Account-20250102T000000.csv', 'Id,Name\n1,b\n');
  const worker = startWorker(place.url);
  await ingested(3);
  expect(await names()).toEqual(['c']);

  await place.folder.deliver('acme/salesforce/Account-20250104T000000.csv', 'Id,Name\n1,d\n');
  await ingested(4);
  expect(await names()).toEqual(['d']);
  await scans(2, worker); // further ticks find nothing new
  expect(await runs()).toEqual(
    ['01', '02', '03', '04'].map((day, i) => ({
      file: `Account-202501${day}T000000.csv`,
      status: 'succeeded',
      created: i === 0 ? 1 : 0,
      updated: i === 0 ? 0 : 1,
    })),
  );
  expect(await worker.stop()).toBe(0);
  expect(await rows(place.db.pool, sql`select id from weft.worker`)).toEqual([]);
});

test('two workers at once ingest each of twenty files once', async () => {
  await saveSources(place.db.pool, [{ kind: 'directory', pattern: place.folder.pattern, schedule: EVERY_SECOND }]);
  const workers = [startWorker(place.url), startWorker(place.url)];
  await Promise.all(workers.map((worker) => worker.ready()));
  for (let file = 0; file < 20; file++) {
    const stream = ['Account', 'Contact', 'Lead', 'Case', 'Task'][file % 5];
    await place.folder.deliver(`acme/salesforce/${stream}-20250101T0000${10 + file}.csv`, `Id,Name\n1,${file}\n`);
  }
  await ingested(20);
  await scans(2, ...workers);
  const done = await runs();
  expect(new Set(done.map(({ file }) => file)).size).toBe(20);
  expect(done.map(({ status }) => status)).toEqual(Array<string>(20).fill('succeeded'));
  expect(workers.flatMap(({ log }) => log).filter(({ message }) => message === 'ingested')).toHaveLength(20);
  for (const stream of ['Account', 'Contact', 'Lead', 'Case', 'Task']) {
    const order = done.filter(({ file }) => file.startsWith(stream)).map(({ file }) => file);
    expect(order).toEqual(order.toSorted());
  }
});

test('a restart ingests nothing again; a file with new content is a new delivery', async () => {
  await saveSources(place.db.pool, [{ kind: 'directory', pattern: place.folder.pattern, schedule: EVERY_SECOND }]);
  await place.folder.deliver('acme/salesforce/Account-20250101T000000.csv', 'Id,Name\n1,a\n');
  const first = startWorker(place.url);
  await ingested(1);
  expect(await first.stop()).toBe(0);

  const second = startWorker(place.url);
  await scans(2, second);
  expect(await runs()).toHaveLength(1);

  await place.folder.deliver('acme/salesforce/Account-20250101T000000.csv', 'Id,Name\n1,b\n2,b\n');
  await ingested(2);
  await scans(2, second);
  expect(await runs()).toMatchObject([{ created: 1 }, { created: 1, updated: 1 }]);
});

test('a file that cannot be ingested fails once, and does not hold up the next one', async () => {
  await saveSources(place.db.pool, [{ kind: 'directory', pattern: place.folder.pattern, schedule: EVERY_SECOND }]);
  await place.folder.deliver('acme/salesforce/Account-20250101T000000.csv', 'Name\nno key in it\n');
  await place.folder.deliver('acme/salesforce/Account-20250102T000000.csv', 'Id,Name\n1,a\n');
  const worker = startWorker(place.url);
  await ingested(1);
  await scans(2, worker);
  expect(await deliveries()).toEqual(['failed', 'ingested']);
  expect(await runs()).toMatchObject([{ status: 'failed' }, { status: 'succeeded' }]);
  expect(worker.log.filter(({ level }) => level === 'error')).toMatchObject([
    { task: 'ingest_delivery', tenant: 'acme', integration: 'salesforce', stream: 'Account', final: true },
  ]);
});

const ingested = (count: number) =>
  eventually(`${count} deliveries ingested`, async () => {
    return (await deliveries()).filter((state) => state === 'ingested').length === count;
  });

/** Waits until this many more scans have ended. */
async function scans(count: number, ...workers: WorkerProcess[]): Promise<void> {
  const ended = () => workers.flatMap(({ log }) => log).filter(({ message }) => message === 'scanned').length;
  const before = ended();
  await eventually(`${count} scans`, () => ended() >= before + count);
}

async function deliveries(): Promise<string[]> {
  return (await rows<{ state: string }>(place.db.pool, sql`select state from weft.delivery order by path, id`)).map(
    ({ state }) => state,
  );
}

const runs = () =>
  rows<{ file: string; status: string; created: number; updated: number }>(
    place.db.pool,
    sql`
      select substring(delivery from '[^/]*$') as file, status, created, updated
      from weft.sync_run
      where source not like 'unified.%'
      order by id`,
  );

const names = async () =>
  (
    await rows<{ Name: string }>(place.db.pool, sql`select "Name" from tenant_acme."salesforce__Account" order by "Id"`)
  ).map(({ Name }) => Name);
