import { createHash } from 'node:crypto';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import { first, sql } from '@app/snapshot-core';
import { ADMIN_KEY, startApi, type TestApi } from './support/api.ts';
import { uniqueTenant } from './support/database.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const csv = { 'content-type': 'text/csv' };
const account = (tenant: string, more = '') => `/v1/tenants/${tenant}/streams/salesforce/Account${more}`;

test('CSV is ingested, and the tenant made; the same body again changes nothing', async () => {
  const tenant = uniqueTenant();
  const body = 'Id,Name\n1,Acme\n2,Bolt\n';
  expect(await api.post(account(tenant, '/sync'), { body, headers: csv })).toMatchObject({
    status: 200,
    body: {
      tenant,
      integration: 'salesforce',
      stream: 'Account',
      status: 'succeeded',
      kind: 'incremental',
      merge: 'patch',
      received: 2,
      created: 2,
      seq: { from: 1, to: 2 },
    },
  });
  expect((await api.post(account(tenant, '/sync'), { body, headers: csv })).body).toMatchObject({
    received: 2,
    unchanged: 2,
    seq: null,
  });
  expect((await api.get(account(tenant, '/records/2'))).body.data).toEqual({ Id: '2', Name: 'Bolt' });
});

test.each([
  ['application/gzip', undefined],
  ['text/csv', 'gzip'],
  ['text/csv; charset=utf-8', undefined],
])('a packed body is taken as %s with encoding %s', async (type, encoding) => {
  const tenant = uniqueTenant();
  const answer = await api.post(account(tenant, '/sync'), {
    body: gzipSync('Id,Name\n1,Acme\n'),
    headers: { 'content-type': type, ...(encoding && { 'content-encoding': encoding }) },
  });
  expect(answer.body).toMatchObject({ created: 1 });
});

test.each<[string, string, string | Buffer]>([
  ['application/json', '', '[{"Id":"1","Name":"Ä"}]'],
  ['application/x-ndjson', '', '{"Id":"1","Name":"Ä"}\n'],
  ['application/jsonl; charset=utf-8', '', '{"Id":"1","Name":"Ä"}\n'],
  ['application/octet-stream', '', '{"Id":"1","Name":"Ä"}\n'],
  ['text/plain', '?format=json', '{"Id":"1","Name":"Ä"}\n'],
  ['text/csv; charset=windows-1252', '', Buffer.from('Id,Name\n1,\u00c4\n', 'latin1')],
  ['text/csv', '?encoding=utf-16le&delimiter=tab', Buffer.from('Id\tName\n1\tÄ\n', 'utf16le')],
])('the content type %s with the query %j tells the form of a body', async (type, query, body) => {
  const tenant = uniqueTenant();
  const answer = await api.post(account(tenant, `/sync${query}`), { body, headers: { 'content-type': type } });
  expect(answer.body).toMatchObject({ created: 1 });
  expect((await api.get(account(tenant, '/records/1'))).body.data).toEqual({ Id: '1', Name: 'Ä' });
});

test('a body without a content type is taken for CSV', async () => {
  const tenant = uniqueTenant();
  const answer = await api.post(account(tenant, '/sync'), { body: Buffer.from('Id\n1\n') });
  expect(answer.body).toMatchObject({ created: 1 });
});

test.each([
  [{ 'content-type': 'application/xml' }],
  [{ 'content-type': 'application/x-www-form-urlencoded' }],
  [{ 'content-type': 'text/csv', 'content-encoding': 'br' }],
])('a body with %j is 415', async (headers) => {
  const tenant = uniqueTenant();
  expect(await api.post(account(tenant, '/sync'), { body: 'Id\n1\n', headers })).toMatchObject({
    status: 415,
    body: { error: { code: 'unsupported_media_type' } },
  });
  expect((await api.get(`/v1/tenants/${tenant}`)).status).toBe(404);
});

test('the options reach the run', async () => {
  const tenant = uniqueTenant();
  const sync = async (query: string, body: string) =>
    (await api.post(account(tenant, `/sync?${query}`), { body, headers: csv })).body;
  const ten = Array.from({ length: 20 }, (_, i) => `${i},1,n${i},v`).join('\n');
  expect(await sync('key=Id,Line&kind=full&merge=replace', `Id,Line,Name,Seen\n${ten}\n`)).toMatchObject({
    kind: 'full',
    merge: 'replace',
    created: 20,
  });
  expect((await api.get(`/v1/tenants/${tenant}/streams`)).body.data[0].key).toEqual(['Id', 'Line']);
  expect(await sync('ignore=Seen', 'Id,Line,Name,Seen\n0,1,n0,w\n')).toMatchObject({ unchanged: 1 });
  expect(await sync('deleted_when=Gone%3Dyes', 'Id,Line,Gone\n0,1,yes\n')).toMatchObject({ deleted: 1 });
  expect(await sync('kind=full&delete_limit=5', 'Id,Line\n1,1\n')).toMatchObject({ status: 'held', held: 18 });
  expect(await sync('kind=full&delete_limit=none&format=csv', 'Id,Line\n1,1\n')).toMatchObject({ deleted: 18 });
});

test('every faulty option is named at once', async () => {
  const answer = await api.post(
    account(uniqueTenant(), '/sync?kind=half&merge=upsert&delete_limit=lots&key=,&plan=maybe&scope=x%3E&nonsense=x'),
    { body: 'Id\n1\n', headers: csv },
  );
  expect(answer.status).toBe(422);
  for (const name of ['kind', 'merge', 'delete_limit', 'key', 'plan', 'scope', '"nonsense"']) {
    expect(answer.body.error.message).toContain(name);
  }
});

test('a plan tells what would change and writes nothing', async () => {
  const tenant = uniqueTenant();
  await api.post(account(tenant, '/sync'), { body: 'Id,Name\n1,a\n2,b\n', headers: csv });
  const before = (await api.get(`/v1/tenants/${tenant}/runs`)).body;
  const plan = await api.post(account(tenant, '/sync?plan=1&limit=1'), { body: 'Id,Name\n1,A\n3,c\n', headers: csv });
  expect(plan.body).toMatchObject({ run: 0, created: 1, updated: 1, seq: null });
  expect(plan.body.changes).toHaveLength(1);
  expect((await api.get(`/v1/tenants/${tenant}/runs`)).body).toEqual(before);
  expect((await api.get(account(tenant, '/records/1'))).body.data).toEqual({ Id: '1', Name: 'a' });
});

test('a plan for a tenant that is not there does not make it', async () => {
  const tenant = uniqueTenant();
  const plan = await api.post(account(tenant, '/sync?plan=1'), { body: 'Id\n1\n', headers: csv });
  expect(plan.body).toMatchObject({ created: 1, changes: [{ op: 'created', key: '1', before: null }] });
  expect((await api.get(`/v1/tenants/${tenant}`)).status).toBe(404);
});

test('unified records cannot be synced', async () => {
  const url = `/v1/tenants/${uniqueTenant()}/streams/unified/customer/sync`;
  expect(await api.post(url, { body: 'Id\n1\n', headers: csv })).toMatchObject({ status: 422 });
});

test('a body far beyond the limit of other routes is streamed in whole', async () => {
  const tenant = uniqueTenant();
  const filler = createHash('sha512').update('filler').digest('hex').repeat(8);
  const lines = Array.from({ length: 6000 }, (_, i) => `${i},${filler}`);
  const body = `Id,Filler\n${lines.join('\n')}\n`;
  expect(body.length).toBeGreaterThan(5 * 1024 * 1024);
  expect((await api.post(account(tenant, '/sync'), { body, headers: csv })).body).toMatchObject({ created: 6000 });
});

/** A sync whose body is sent bit by bit. */
function slowSync(tenant: string, type = 'text/csv', url = api.url) {
  const request = httpRequest(`${url}${account(tenant, '/sync')}`, {
    method: 'POST',
    headers: { 'content-type': type, authorization: `Bearer ${ADMIN_KEY}` },
  });
  const answered = once(request, 'response').then(async ([response]) => {
    const chunks = await (response as IncomingMessage).toArray();
    return { status: (response as IncomingMessage).statusCode, body: JSON.parse(Buffer.concat(chunks).toString()) };
  });
  answered.catch(() => undefined);
  return { request, answered };
}

test('a sync that fails while the body is still coming is answered at once, and leaves nothing', async () => {
  const tenant = uniqueTenant();
  const { request, answered } = slowSync(tenant, 'application/gzip');
  // The header of a gzip file, then a block of a type that does not exist.
  request.write(Buffer.concat([gzipSync('').subarray(0, 10), Buffer.from([0x07])]));
  const answer = await answered; // the body has not ended yet
  expect(answer).toMatchObject({ status: 422, body: { error: { code: 'invalid_input' } } });
  request.end();
  expect((await api.get(`/v1/tenants/${tenant}/changes`)).body).toMatchObject({ changes: [], latest: 0 });
});

test('a client that goes away before the end of its body leaves nothing', async () => {
  const tenant = uniqueTenant();
  await api.post('/v1/tenants', { body: { tenant } });
  const key = await api.key(tenant);
  const request = httpRequest(`${api.url}${account(tenant, '/sync')}`, {
    method: 'POST',
    headers: { ...csv, authorization: `Bearer ${key}`, 'content-length': 1000 },
  });
  request.on('error', () => undefined);
  request.write('Id,Name\n1,a\n2,b\n');
  const runs = async () => (await api.get(`/v1/tenants/${tenant}/runs`)).body.data as { status: string }[];
  while ((await runs())[0]?.status !== 'running');
  const closed = new Promise((resolve) => request.on('close', resolve));
  request.destroy();
  await closed;
  while ((await runs())[0]?.status === 'running');
  expect(await runs()).toMatchObject([{ status: 'failed', error: { code: 'interrupted' } }]);
  expect((await api.get(`/v1/tenants/${tenant}/changes`)).body.latest).toBe(0);
});

test('more slow syncs than there are slots leave connections for everybody else', async () => {
  const tenants = Array.from({ length: 15 }, uniqueTenant);
  const syncs = tenants.map((tenant) => slowSync(tenant));
  for (const { request } of syncs) request.write('Id,Name\n1,a\n');
  const running = async () =>
    (
      await first<{ count: number }>(
        api.db.pool,
        sql`
          select count(*) as count
          from weft.sync_run run
          join weft.tenant on tenant.id = run.tenant_id
          where tenant.name = any(${tenants}) and run.status = 'running'`,
      )
    )?.count;
  while ((await running()) !== 5); // half of the pool
  for (let i = 0; i < 20; i++) expect((await api.get('/readyz', { key: null })).status).toBe(200);
  expect(await running()).toBe(5);
  for (const { request } of syncs) request.end('2,b\n');
  for (const { answered } of syncs) expect(await answered).toMatchObject({ status: 200, body: { created: 2 } });
});

test('a client that falls silent does not keep the API from closing: its sync ends as interrupted', async () => {
  const closing = await startApi();
  const tenant = uniqueTenant();
  const { request, answered } = slowSync(tenant, 'text/csv', closing.url);
  request.write('Id,Name\n1,a\n');
  const runs = async () => (await api.get(`/v1/tenants/${tenant}/runs`)).body.data as { status: string }[] | undefined;
  while ((await runs())?.[0]?.status !== 'running');
  await closing.close();
  expect(await answered).toMatchObject({ status: 503, body: { error: { code: 'interrupted' } } });
  expect(await runs()).toMatchObject([{ status: 'failed' }]);
});

test.each([
  ['no_key', 'Name\nAcme\n', '', "Name the key's columns with key= or in the integration's settings"],
  ['invalid_input', '{"Id":1}\n{"Id":2}\n', '?format=json', 'it is JSON Lines: format=jsonl.'],
  ['invalid_input', '{"Id":1}\n', '?format=csv', 'Say format=jsonl.'],
  ['invalid_input', 'Id,N\xe4me\n1,2\n', '', 'Tell its encoding with encoding='],
  ['invalid_input', `Id,Name\n${'1,2,3\n'.repeat(20)}`, '', 'allow more with reject_limit=.'],
])('hints say the way over HTTP, not options of the command line: %s %j', async (code, text, query, hint) => {
  const body = Buffer.from(text, 'latin1');
  const answer = await api.post(account(uniqueTenant(), `/sync${query}`), { body, headers: csv });
  expect(answer.body.error).toMatchObject({ code, hint: expect.stringContaining(hint) });
  expect(answer.body.error.hint).not.toMatch(/--[a-z]/);
});
