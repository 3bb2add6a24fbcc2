import { setImmediate as turn } from 'node:timers/promises';
import { execute, getTenant, ident, sql } from '@app/snapshot-core';
import { ingest, startApi, type TestApi } from './support/api.ts';
import { uniqueTenant } from './support/database.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const changes = (tenant: string, query = '') => `/v1/tenants/${tenant}/changes${query}`;

test('reading on from next gives every change once, in order', async () => {
  const tenant = uniqueTenant();
  await ingest(api.db, tenant, 'Account', 'Id,Name\n1,a\n2,b\n3,c\n');
  await ingest(api.db, tenant, 'Contact', 'Id,Name\n1,a\n');
  await ingest(api.db, tenant, 'Account', 'Id,Name\n1,A\n4,d\n');
  const seqs: number[] = [];
  for (let after = 0; ;) {
    const { body } = await api.get(changes(tenant, `?after=${after}&limit=2`));
    expect(body).toMatchObject({ oldest: 1, latest: 6 });
    seqs.push(...body.changes.map((change: { seq: number }) => change.seq));
    after = body.next;
    if (after === body.latest) break;
  }
  expect(seqs).toEqual([1, 2, 3, 4, 5, 6]);
});

test('source, repeated, and op choose changes; next passes over the others', async () => {
  const tenant = uniqueTenant();
  await ingest(api.db, tenant, 'Account', 'Id,Name\n1,a\n');
  await ingest(api.db, tenant, 'Contact', 'Id,Name\n1,a\n');
  await ingest(api.db, tenant, 'Lead', 'Id,Name\n1,a\n');
  await ingest(api.db, tenant, 'Account', 'Id,Name\n1,A\n');
  const sources = async (query: string) => {
    const { body } = await api.get(changes(tenant, query));
    expect(body.next).toBe(4);
    return body.changes.map(({ source, op }: { source: string; op: string }) => `${source} ${op}`);
  };
  expect(await sources('?source=salesforce.Lead&source=salesforce.Contact')).toEqual([
    'salesforce.Contact created',
    'salesforce.Lead created',
  ]);
  expect(await sources('?source=salesforce.Account&op=updated')).toEqual(['salesforce.Account updated']);
  expect(await sources('?op=deleted&op=merged')).toEqual([]);
});

test('a cursor that retention has passed by is 410 and says how to go on', async () => {
  const tenant = uniqueTenant();
  await ingest(api.db, tenant, 'Account', 'Id\n1\n2\n3\n');
  const { schemaName } = await getTenant(api.db, tenant);
  await execute(api.db.pool, sql`delete from ${ident(schemaName, 'change')} where seq <= 2`);
  await execute(api.db.pool, sql`update ${ident(schemaName, 'feed')} set oldest_seq = 3`);
  const gone = await api.get(changes(tenant, '?after=1'));
  expect(gone).toMatchObject({ status: 410, body: { error: { code: 'cursor_too_old' } } });
  expect(gone.body.error.hint).toContain('after=3');
  expect((await api.get(changes(tenant, '?after=2'))).body.changes).toHaveLength(1);
});

test('a cursor from the future is refused', async () => {
  const tenant = uniqueTenant();
  await ingest(api.db, tenant, 'Account', 'Id\n1\n');
  expect(await api.get(changes(tenant, '?after=2'))).toMatchObject({
    status: 422,
    body: { error: { code: 'invalid' } },
  });
});

test('with wait an answer without changes is held back until one comes', async () => {
  const tenant = uniqueTenant();
  await ingest(api.db, tenant, 'Account', 'Id\n1\n');
  let answered = false;
  const waiting = api
    .get(changes(tenant, '?after=1&wait=20&source=salesforce.Contact'))
    .finally(() => (answered = true));
  await ingest(api.db, tenant, 'Account', 'Id\n2\n'); // of another source: no reason to answer
  await turn();
  expect(answered).toBe(false);
  await ingest(api.db, tenant, 'Contact', 'Id\n1\n');
  const { body } = await waiting;
  expect(body).toMatchObject({ changes: [{ seq: 3, source: 'salesforce.Contact' }], next: 3 });
});

test('with wait an answer comes when the time is over', async () => {
  const tenant = uniqueTenant();
  await ingest(api.db, tenant, 'Account', 'Id\n1\n');
  const started = performance.now();
  expect((await api.get(changes(tenant, '?after=1&wait=1'))).body).toMatchObject({ changes: [], next: 1 });
  expect(performance.now() - started).toBeGreaterThan(950);
});

test('a waiting reader does not keep the API from closing', async () => {
  const short = await startApi();
  const tenant = uniqueTenant();
  await ingest(short.db, tenant, 'Account', 'Id\n1\n');
  const waiting = short.get(changes(tenant, '?after=1&wait=55'));
  // Its first look has been taken when the API has answered something that was sent after it.
  await short.get(changes(tenant, '?after=1'));
  const started = performance.now();
  await short.close();
  expect(performance.now() - started).toBeLessThan(10_000);
  expect((await waiting).body.changes).toEqual([]);
});
