import { once } from 'node:events';
import { connect } from 'node:net';
import { execute, getTenant, ident, openDatabase, sql } from '@app/snapshot-core';
import { createApi } from '../apps/api/src/create-api.ts';
import { ADMIN_KEY, ingest, startApi, type TestApi } from './support/api.ts';
import { ownDatabase, uniqueTenant } from './support/database.ts';

/** What the API logs. */
const logged: string[] = [];
const note = (...parts: unknown[]) => void logged.push(parts.map(String).join(' '));
const logger = { log: () => undefined, warn: note, error: note, fatal: note };

let api: TestApi;
beforeAll(async () => {
  api = await startApi({ logger });
});
afterAll(() => api.close());
beforeEach(() => void logged.splice(0));

const json = { 'content-type': 'application/json' };

test.each<[string, number, string, () => Promise<{ status: number; body: unknown }>]>([
  ['broken JSON', 400, 'malformed', () => api.post('/v1/tenants', { body: '{"tenant":', headers: json })],
  ['a broken URL', 400, 'malformed', () => api.get('/v1/tenants/%zz')],
  ['a NUL in the path', 400, 'malformed', () => api.get('/v1/tenants/a%00b')],
  ['a NUL in the query', 400, 'malformed', () => api.get('/v1/tenants?cursor=%00')],
  ['an unknown route', 404, 'not_found', () => api.get('/v1/nothing?x=1')],
  ['an unknown route without a key', 404, 'not_found', () => api.get('/v2/tenants', { key: null })],
  ['an empty name in the path', 404, 'not_found', () => api.get('/v1/tenants//streams')],
  ['a method that the route does not have', 404, 'not_found', () => api.call('DELETE', '/v1/tenants')],
  [
    'JSON of more than 1 MB',
    413,
    'payload_too_large',
    () => api.post('/v1/tenants', { body: { tenant: 'x'.repeat(1_100_000) } }),
  ],
  ['a name of more than 2000 characters', 414, 'uri_too_long', () => api.get(`/v1/tenants/${'x'.repeat(2001)}`)],
  [
    'form data',
    415,
    'unsupported_media_type',
    () =>
      api.post('/v1/tenants', { body: 'tenant=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
  ],
  [
    'a broken content type',
    415,
    'unsupported_media_type',
    () => api.post('/v1/tenants', { body: 'x', headers: { 'content-type': 'x' } }),
  ],
  ['an unknown parameter', 422, 'invalid', () => api.get('/v1/tenants?limt=5')],
  [
    'a parameter where there is none',
    422,
    'invalid',
    () =>
      api.get(`/v1/tenants/${uniqueTenant()}?x=1`).then(async () => {
        const tenant = uniqueTenant();
        await ingest(api.db, tenant, 'Account', 'Id\n1\n');
        return api.get(`/v1/tenants/${tenant}?x=1`);
      }),
  ],
])('%s is %d %s', async (_, status, code, ask) => {
  const answer = await ask();
  expect(answer).toMatchObject({ status, body: { error: { code } } });
  const { error, ...rest } = answer.body as { error: object };
  expect(rest).toEqual({});
  expect(Object.keys(error)).toEqual(['code', 'message', 'hint']);
  for (const text of Object.values(error)) expect(text).toMatch(/\S/);
  expect(logged).toEqual([]);
});

test.each(['0', '1001', '-1', '1.5', 'x', '', '1e2', '5&limit=6'])('limit=%s is refused', async (limit) => {
  const { status, body } = await api.get(`/v1/tenants?limit=${limit}`);
  expect({ status, code: body.error.code }).toEqual({ status: 422, code: 'invalid' });
  expect(body.error.message).toContain('limit');
});

test('every faulty parameter is named at once, and those that are known', async () => {
  const tenant = uniqueTenant();
  await ingest(api.db, tenant, 'Account', 'Id\n1\n');
  const { body } = await api.get(
    `/v1/tenants/${tenant}/changes?after=-1&limit=0&source=x&op=made&wait=99&sinc=1&foo=2`,
  );
  for (const part of [
    'after',
    'limit',
    'source',
    'op',
    'wait',
    '"sinc", "foo"',
    'known are after, limit, source, op, wait',
  ]) {
    expect(body.error.message).toContain(part);
  }
});

test('a defect is 500 internal: the client learns nothing of the inside, the log everything', async () => {
  const tenant = uniqueTenant();
  await ingest(api.db, tenant, 'Account', 'Id\n1\n');
  const { schemaName } = await getTenant(api.db, tenant);
  await execute(api.db.pool, sql`drop table ${ident(schemaName, 'feed')}`);
  const { status, body } = await api.get(`/v1/tenants/${tenant}/changes`);
  expect(status).toBe(500);
  expect(body).toEqual({
    error: {
      code: 'internal',
      message: 'something went wrong inside Weft',
      hint: 'Try again; if it stays, look into the log of the API.',
    },
  });
  expect(logged.join('\n')).toMatch(/GET \/v1\/tenants\/t_\w+\/changes: relation ".*feed" does not exist/);
  expect(logged.join('\n')).toContain('read-changes');
});

test('what is no HTTP is answered in the same shape', async () => {
  for (const [text, status, code] of [
    ['hello\r\n\r\n', 400, 'malformed'],
    [`GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'headers_too_large'],
  ] as const) {
    const { hostname, port } = new URL(api.url);
    const socket = connect(Number(port), hostname);
    socket.write(text);
    let answer = '';
    socket.on('data', (chunk) => (answer += String(chunk)));
    await once(socket, 'close');
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({ error: { code } });
  }
});

test('errors carry the security headers too', async () => {
  for (const path of ['/healthz', '/v1/nothing', '/v1/tenants']) {
    const { headers } = await fetch(`${api.url}${path}`);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
  }
});

test('readiness falls with the catalog and with the database, liveness does not', async () => {
  const own = await ownDatabase();
  const db = await openDatabase({ url: own.url });
  const lonely = await createApi({ adminKey: ADMIN_KEY, home: '/nonexistent', logLevel: 'fatal' }, db, {
    logger: false,
  });
  await lonely.listen(0, '127.0.0.1');
  const url = await lonely.getUrl();
  const ready = async () => {
    const answer = await fetch(`${url}/readyz`);
    return { status: answer.status, text: await answer.text() };
  };
  expect((await ready()).status).toBe(200);
  await db.pool.query('delete from weft.migration');
  expect(await ready()).toMatchObject({ status: 503, text: expect.stringContaining('not ready: migrations') });
  await own.drop();
  const down = await ready();
  expect(down).toMatchObject({ status: 503, text: expect.stringContaining('not ready: database') });
  expect(JSON.parse(down.text).error).toMatchObject({ code: 'not_ready' });
  expect(down.text).not.toContain(new URL(own.url).pathname.slice(1));
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  await lonely.close();
  await db.close();
});
