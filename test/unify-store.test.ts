import { type Database, getTenant, listRuns, runSync } from '@app/snapshot-core';
import {
  applyWeftFile,
  explainPair,
  getModel,
  parseWeftFile,
  readUnified,
  runUnify,
  type UnifyProgress,
} from '@app/unify';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { textInput } from './support/ingest.ts';

const MODEL = `
integrations:
  shop: { streams: { Buyer: { key: Id, kind: incremental } } }
models:
  keep:
    fields: { name: company_name, email: email, phone: phone }
    sources: { shop.Buyer: { map: { name: Name, email: Email, phone: Phone } } }
`;

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
  await applyWeftFile(db, parseWeftFile(MODEL, 'weft.yaml'), '/');
});
afterAll(() => db.close());

async function deliver(tenant: string, lines: readonly string[]): Promise<void> {
  const input = textInput(`Id,Name,Email,Phone\n${lines.join('\n')}\n`);
  await runSync(db, { tenant, integration: 'shop', stream: 'Buyer', input });
}

/** Unlike any other number's. */
const word = (number: number) =>
  (number * 7919 + 46_656).toString(36).replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)]!);

const unify = async (tenant: string, options = {}) =>
  runUnify(db, await getTenant(db, tenant), await getModel(db, 'keep'), options);

const unified = async (tenant: string) =>
  readUnified(db, await getTenant(db, tenant), await getModel(db, 'keep'), { limit: 10_000 });

test('what the first version of the store kept is made anew: ids stay, and the feed is silent', async () => {
  const tenant = uniqueTenant();
  await deliver(tenant, ['1,Acme,a@a.example,', '2,Acme Inc,a@a.example,', '3,Beta,b@b.example,']);
  await unify(tenant);
  const before = await unified(tenant);
  const { schemaName } = await getTenant(db, tenant);
  // As that version had it; of the keys and projections nothing is asked any more.
  await db.pool.query(`
    set search_path to "${schemaName}";
    create table member (model text not null, ref text collate "C" not null, source text not null, key text not null,
      unified_id uuid, projection jsonb not null, primary key (model, ref));
    create table match_key (model text not null, kind text not null, value text collate "C" not null,
      ref text collate "C" not null, primary key (model, ref, kind, value));
    insert into member select 'keep', source || ':' || key, source, key, unified_id, '{}' from "member:keep";
    insert into member values ('other', 'shop.Buyer:1', 'shop.Buyer', '1', null, '{}');
    drop table "member:keep", "key_page:keep", "key_change:keep", "edge:keep";
    create table old_state (model text primary key, version integer not null, normaliser_version integer not null,
      seq bigint not null);
    insert into old_state select model, version::integer, normaliser_version, seq from unify_state;
    drop table unify_state, unify_again, link;
    alter table old_state rename to unify_state;
    reset search_path`);

  expect(await unify(tenant)).toMatchObject({ received: 3, created: 0, updated: 0, deleted: 0, seq: null });
  expect(await unified(tenant)).toEqual(before);
  const left = await db.pool.query(`select model from "${schemaName}".member`);
  expect(left.rows).toEqual([{ model: 'other' }]); // it has its own turn
  await deliver(tenant, ['4,Acme SE,a@a.example,']);
  expect(await unify(tenant)).toMatchObject({ received: 1, created: 0, updated: 1 });
});

test('keys that were stored a row each are made anew, before which nobody is told which ones two records share', async () => {
  const tenant = uniqueTenant();
  await deliver(tenant, ['1,Acme,a@a.example,', '2,Acme Inc,a@a.example,', '3,Beta,b@b.example,']);
  await unify(tenant);
  const before = await unified(tenant);
  const { schemaName } = await getTenant(db, tenant);
  await db.pool.query(`
    set search_path to "${schemaName}";
    create table "match_key:keep" (hash bigint not null, member integer not null);
    drop table "key_page:keep", "key_change:keep";
    update unify_state set store_version = 6;
    reset search_path`);
  const why = async () =>
    explainPair(db, await getTenant(db, tenant), { model: 'keep', a: 'shop.Buyer:1', b: 'shop.Buyer:2' });
  await expect(why()).rejects.toThrow('as it is now');

  await deliver(tenant, ['4,Acme SE,a@a.example,']);
  expect(await unify(tenant)).toMatchObject({ received: 4, created: 0, updated: 1, deleted: 0 });
  expect((await unified(tenant)).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
  expect((await why()).shared_keys.length).toBeGreaterThan(0);
  const old = await db.pool.query(`select to_regclass('"${schemaName}"."match_key:keep"') as name`);
  expect(old.rows).toEqual([{ name: null }]);
});

test('edges that were written before there was an index for review get it with the next run', async () => {
  const tenant = uniqueTenant();
  await deliver(tenant, ['1,Acme,a@a.example,', '2,Acme Inc,a@a.example,']);
  await unify(tenant);
  const { schemaName } = await getTenant(db, tenant);
  const indexes = async () => {
    const { rows } = await db.pool.query<{ name: string }>(
      `select indexname as name from pg_indexes where schemaname = $1 and tablename = 'edge:keep' and indexdef like '%WHERE%'`,
      [schemaName],
    );
    return rows;
  };
  const made = await indexes();
  expect(made).toHaveLength(1);
  await db.pool.query(`drop index "${schemaName}"."${made[0]!.name}"`);
  for (const line of ['3,Beta,b@b.example,', '4,Gamma,c@c.example,']) {
    await deliver(tenant, [line]);
    await unify(tenant);
    expect(await indexes()).toHaveLength(1);
  }
});

test('of a stream of hundreds of columns those that the model reads are fetched, wherever they are kept', async () => {
  const tenant = uniqueTenant();
  const others = Array.from({ length: 300 }, (_, i) => `C${i}`);
  const header = ['Id', ...others, 'Name', 'Email', 'Phone'].join();
  const lines = (name: string) =>
    ['1', '2'].map((id) =>
      [id, ...others.map(() => 'x'), `${name} ${id === '1' ? 'Alpha' : 'Omega'}`, `${id}@w${id}.example`, ''].join(),
    );
  const send = async (name: string) => {
    const input = textInput(`${header}\n${lines(name).join('\n')}\n`);
    await runSync(db, { tenant, integration: 'shop', stream: 'Buyer', input });
    await unify(tenant);
    return (await unified(tenant)).map(({ data }) => `${data.name as string} ${data.email as string}`);
  };
  expect((await send('Wide')).toSorted()).toEqual(['Wide Alpha 1@w1.example', 'Wide Omega 2@w2.example']);
  expect((await send('Wider')).toSorted()).toEqual(['Wider Alpha 1@w1.example', 'Wider Omega 2@w2.example']); // incremental
});

test('a value that hundreds share, and an entity of hundreds of records, cost no more than their caps allow', async () => {
  const tenant = uniqueTenant();
  const shared = Array.from(
    { length: 600 },
    (_, i) => `s${i},${word(i)} ${word(i * 7 + 3)},m@${word(i)}.example,+12125550100`,
  );
  const entity = Array.from({ length: 250 }, (_, i) => `e${i},Quorn Wines,q${i % 5}@quorn.example,+1617555${1000 + i}`);
  await deliver(tenant, [...shared, ...entity]);
  await unify(tenant);
  const views = await unified(tenant);
  expect(Math.max(...views.map(({ sources }) => sources.length))).toBeGreaterThan(50);
  const seconds = async (lines: string[]) => {
    await deliver(tenant, lines);
    const cpu = process.cpuUsage();
    await unify(tenant);
    return (process.cpuUsage(cpu).user + process.cpuUsage(cpu).system) / 1e6;
  };
  // One more holder of the shared value is as cheap as a record that shares nothing.
  expect(await seconds(['t1,Solitaire,t@solitaire.example,+12125550100'])).toBeLessThan(2);
  expect(await unified(tenant)).toHaveLength(views.length + 1);
  const full = await unify(tenant, { full: true });
  expect(full).toMatchObject({ created: 0, updated: 0, deleted: 0 });
}, 120_000);

test('a run that is to stop does so at once and leaves everything as it was', async () => {
  const tenant = uniqueTenant();
  await deliver(
    tenant,
    Array.from({ length: 280 }, (_, i) => `${i},Buyer ${i % 90},b${i % 90}@b.example,`),
  );
  const stops: UnifyProgress['step'][] = ['read', 'match', 'cluster', 'publish'];
  for (const step of stops) {
    const stop = new AbortController();
    let stoppedAt = 0;
    const onProgress = (progress: UnifyProgress) => {
      if (progress.step !== step || stop.signal.aborted) return;
      stoppedAt = performance.now();
      stop.abort();
    };
    await expect(unify(tenant, { onProgress, signal: stop.signal })).rejects.toMatchObject({ code: 'interrupted' });
    expect(performance.now() - stoppedAt).toBeLessThan(5000); // on a busy machine; a tenth of a second on a quiet one
  }
  expect(await unified(tenant)).toEqual([]);
  const runs = await listRuns(db, await getTenant(db, tenant), { limit: 10, source: 'unified.keep' });
  expect(runs.map(({ status }) => status)).toEqual(stops.map(() => 'failed'));
  expect(await unify(tenant)).toMatchObject({ status: 'succeeded', received: 280 });
}, 120_000);

test('the first runs of two models of a new tenant may come at once', async () => {
  const models = ['first_a', 'first_b'];
  const text = models.map(
    (model) => `  ${model}: { fields: { name: company_name }, sources: { first.Thing: { map: { name: Name } } } }\n`,
  );
  await applyWeftFile(db, parseWeftFile(`models:\n${text.join('')}`, 'weft.yaml'), '/');
  for (let turn = 0; turn < 3; turn++) {
    const tenant = uniqueTenant();
    await runSync(db, { tenant, integration: 'first', stream: 'Thing', input: textInput('Id,Name\n1,Acme\n') });
    const found = await getTenant(db, tenant);
    const runs = await Promise.all(models.map((name) => runUnify(db, found, { name })));
    expect(runs.map(({ created }) => created)).toEqual([1, 1]);
  }
});
