import {
  type Database,
  first,
  listSources,
  openDatabase,
  prepareQueue,
  rows,
  saveSources,
  sql,
} from '@app/snapshot-core';
import { nextDelivery } from '../apps/worker/src/deliveries.ts';
import { ingestDelivery } from '../apps/worker/src/ingest-delivery.ts';
import { scanSource } from '../apps/worker/src/scan-source.ts';
import { ownDatabase } from './support/database.ts';
import { allRecords } from './support/ingest.ts';
import { type SyncFolder, syncFolder } from './support/sync-folder.ts';

let own: Awaited<ReturnType<typeof ownDatabase>>;
let db: Database;
let folder: SyncFolder;
let source: number;

beforeEach(async () => {
  own = await ownDatabase();
  db = await openDatabase({ url: own.url, poolSize: 6 });
  await prepareQueue(db);
  folder = await syncFolder();
  const pattern = folder.pattern.replace('.csv', '.singer');
  await saveSources(db.pool, [{ kind: 'directory', pattern, schedule: '0 0 1 1 *' }]);
  source = (await listSources(db.pool))[0]!.id;
});

afterEach(async () => {
  await db.close();
  await own.drop();
  await folder.remove();
});

const schema = (stream: string) => ({
  type: 'SCHEMA',
  stream,
  schema: { properties: { id: {} } },
  key_properties: ['id'],
});
const record = (stream: string, id: number) => ({ type: 'RECORD', stream, record: { id } });

async function found(lines: readonly object[]) {
  const content = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  await folder.deliver('acme/tap/all-20250101T000000.singer', content);
  await scanSource(db, source);
  return (await nextDelivery(db.pool, 1))!;
}

const deliveries = () => rows(db.pool, sql`select state, run_id is not null as run from weft.delivery`);

test("a source's Singer file is ingested into the streams that its messages name, and marked behind the last", async () => {
  const delivery = await found([
    schema('users'),
    record('users', 1),
    schema('orders'),
    record('orders', 7),
    { type: 'STATE', value: 1 },
  ]);
  const runs = await ingestDelivery(db, delivery, new AbortController().signal);

  expect(runs).toMatchObject([
    { stream: 'users', created: 1 },
    { stream: 'orders', created: 1 },
  ]);
  expect(await deliveries()).toEqual([{ state: 'ingested', run: true }]);
  expect(await ingestDelivery(db, delivery, new AbortController().signal)).toEqual([]);
});

test('one that is cut off leaves what stood before the fault, and is tried no more', async () => {
  const delivery = await found([schema('users'), record('users', 1), { type: 'RECORD' }]);

  await expect(ingestDelivery(db, delivery, new AbortController().signal)).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringMatching(/line 3 of .*all-20250101T000000\.singer/),
  });
  expect([...(await allRecords(db, 'acme', 'tap', 'users')).keys()]).toEqual(['1']);
  expect(await deliveries()).toEqual([{ state: 'queued', run: false }]);
});

test('a worker that ends in the middle leaves the delivery to be begun anew', async () => {
  const delivery = await found([schema('users'), record('users', 1)]);
  const ending = new AbortController();
  ending.abort();
  await expect(ingestDelivery(db, delivery, ending.signal)).rejects.toMatchObject({ name: 'AbortError' });
  expect(await deliveries()).toEqual([{ state: 'queued', run: false }]);

  expect(await ingestDelivery(db, delivery, new AbortController().signal)).toHaveLength(1);
  expect(await first(db.pool, sql`select count(*) as n from tenant_acme.change`)).toEqual({ n: 1 });
});
