import {
  approveRun,
  type Database,
  getTenant,
  openDatabase,
  prepareQueue,
  revertRun,
  rows,
  sql,
  waitingUnify,
  withdrawUnify,
} from '@app/snapshot-core';
import { applyWeftFile, askToUnify, parseWeftFile } from '@app/unify';
import { ownDatabase } from './support/database.ts';
import { ingest } from './support/ingest.ts';
import { jsonLines, weft } from './support/weft.ts';

const FILE = `
  models:
    customer: { fields: { name: company_name }, sources: { crm.Account: { map: { name: Name } } } }
    product: { fields: { name: text }, sources: { shop.Item: { map: { name: Name } } } }`;
const [ALL, FEW] = ['Id,Name\n1,a\n2,b\n3,c\n', 'Id,Name\n1,a\n'];

let own: Awaited<ReturnType<typeof ownDatabase>>;
let db: Database;
beforeEach(async () => {
  own = await ownDatabase();
  db = await openDatabase({ url: own.url, poolSize: 4 });
  await prepareQueue(db);
  await applyWeftFile(db, parseWeftFile(FILE, 'weft.yaml'), '/');
});
afterEach(async () => {
  await db.close();
  await own.drop();
});

/** Which models were asked for since this was called last. */
const asked = async () => {
  const jobs = await rows<{ key: string; removed: unknown }>(
    db.pool,
    sql`select key, graphile_worker.remove_job(key) as removed from graphile_worker.jobs order by key`,
  );
  return jobs.map(({ key }) => key);
};

test('what changes records asks for the models that they feed; what changes nothing asks for nothing', async () => {
  const hooks = { onPublished: askToUnify };
  const settings = { kind: 'full', deleteLimit: { type: 'count', count: 1 } } as const;
  await ingest(db, 'acme', ALL, settings, hooks);
  expect(await asked()).toEqual(['unify:acme:customer']);
  await ingest(db, 'acme', ALL, settings, hooks);
  expect(await asked()).toEqual([]);

  const held = await ingest(db, 'acme', FEW, settings, hooks);
  expect([held.held, await asked()]).toEqual([2, []]);
  const tenant = await getTenant(db, 'acme');
  const approved = await approveRun(db, tenant, held.run, hooks);
  expect(await asked()).toEqual(['unify:acme:customer']);
  await revertRun(db, tenant, approved.run, hooks);
  expect(await asked()).toEqual(['unify:acme:customer']);
});

test('unifying from the command line takes back what waited for a worker, but not what was asked for meanwhile', async () => {
  const hooks = { onPublished: askToUnify };
  await ingest(db, 'acme', ALL, {}, hooks);
  const before = await waitingUnify(db, 'acme', 'customer');
  await ingest(db, 'acme', 'Id,Name\n1,x\n', {}, hooks);
  await withdrawUnify(db, before!);
  expect(await waitingUnify(db, 'acme', 'customer')).toMatchObject({ id: before!.id });

  await db.pool.query(`update graphile_worker._private_jobs set run_at = now() - interval '1 hour'`);
  const env = { DATABASE_URL: own.url };
  const doctor = await weft(['doctor'], { env });
  expect(doctor.stdout).toMatch(/behind: unified\.customer of acme\. Without a worker: `weft unify acme`/);
  expect((await weft(['unify', 'acme', 'customer'], { env })).code).toBe(0);
  expect(await asked()).toEqual([]);
});

test('the command line asks a worker, and says what is behind until then', async () => {
  const env = { DATABASE_URL: own.url };
  const input = (text: string) => ({ env, input: text });
  const target = ['ingest', '-', '--tenant', 'acme', '--integration', 'crm', '--stream', 'Account', '--json'];
  const { stdout, stderr } = await weft(target, input(ALL));
  expect(stderr).toMatch(/behind now: unified\.customer;.*`weft unify acme`/);
  expect(await asked()).toEqual(['unify:acme:customer']);
  const reverted = await weft(['revert', 'acme', String(jsonLines<{ run: number }>(stdout)[0]!.run)], { env });
  expect(reverted).toMatchObject({ code: 0, stderr: expect.stringMatching(/behind now: unified\.customer;/) });
  expect(await asked()).toEqual(['unify:acme:customer']);
});
