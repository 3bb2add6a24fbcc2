import { createHash } from 'node:crypto';
import { listKeys, revokeKey } from '@app/snapshot-core';
import { ADMIN_KEY, type CallOptions, ingest, startApi, type TestApi } from './support/api.ts';
import { uniqueTenant } from './support/database.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
const csv = { 'content-type': 'text/csv' };

/** A body that the route takes, where it takes one. */
const bodyOf = (method: Method, path: string, what: string): CallOptions => {
  if (path.endsWith('/sync')) return { body: `Id,Name\n1,${what}\n`, headers: csv };
  if (path === '/links') return { body: { model: 'customer', a: 'crm.Account:1', b: 'crm.Account:2', same: true } };
  if (path === '/pins') return { body: { model: 'customer', id: '1', field: 'name', value: what } };
  if (path.endsWith('/remote-ids')) return method === 'POST' ? { body: { record: 'crm.Account:1' } } : {};
  return method === 'PUT' || method === 'PATCH' ? { body: { Name: what } } : {};
};

const PAIR = 'model=customer&a=crm.Account:1&b=crm.Account:2';

/** Every route of a tenant, with a run that holds deletes; `%` stands for the rest of the path. */
const tenantRoutes: [Method, string][] = [
  ['GET', ''],
  ['DELETE', ''],
  ['GET', '/documents'],
  ['GET', '/documents/secret.json'],
  ['PUT', '/documents/secret.json'],
  ['PATCH', '/documents/secret.json'],
  ['DELETE', '/documents/secret.json'],
  ['GET', '/models/customer'],
  ['GET', '/streams'],
  ['POST', '/streams/salesforce/Account/sync'],
  ['GET', '/streams/salesforce/Account/records'],
  ['GET', '/streams/salesforce/Account/records/1'],
  ['GET', '/streams/salesforce/Account/records/1/history'],
  ['GET', '/streams/salesforce/Account/digest'],
  ['GET', '/unified/customer'],
  ['GET', '/unified/customer/1'],
  ['GET', '/unified/customer/1/history'],
  ['GET', '/unified/customer/1/why'],
  ['GET', '/unified/customer/1/remote-ids'],
  ['POST', '/unified/customer/1/remote-ids'],
  ['GET', '/links?model=customer'],
  ['POST', '/links'],
  ['DELETE', `/links?${PAIR}`],
  ['GET', '/pins?model=customer'],
  ['POST', '/pins'],
  ['DELETE', '/pins?model=customer&id=1&field=name'],
  ['GET', '/review?model=customer'],
  ['GET', `/why?${PAIR}`],
  ['GET', '/changes'],
  ['GET', '/runs'],
  ['GET', '/runs/RUN'],
  ['GET', '/runs/RUN/rejects'],
  ['GET', '/runs/RUN/rejects/raw'],
  ['GET', '/runs/RUN/held'],
  ['POST', '/runs/RUN/approve'],
  ['POST', '/runs/RUN/reject'],
  ['POST', '/runs/RUN/revert'],
];

/** A tenant with records, a reject and a run that holds deletes. */
async function populated(): Promise<{ tenant: string; run: number }> {
  const tenant = uniqueTenant();
  const lines = Array.from({ length: 40 }, (_, i) => `${i},secret ${i}`);
  await ingest(api.db, tenant, 'Account', `Id,Name\n${lines.join('\n')}\n`, { kind: 'full' });
  const { run } = await ingest(api.db, tenant, 'Account', 'Id,Name\n1,secret 1\n,x\n', { kind: 'full' });
  await api.call('PUT', `/v1/tenants/${tenant}/documents/secret.json`, { body: { password: 'secret' } });
  return { tenant, run };
}

/** Everything that can be seen of a tenant, to tell whether anything has changed. */
async function stateOf(tenant: string): Promise<string> {
  const paths = [
    '',
    '/documents',
    '/documents/secret.json',
    '/streams',
    '/streams/salesforce/Account/records',
    '/changes',
    '/runs',
  ];
  const seen = await Promise.all(paths.map((path) => api.get(`/v1/tenants/${tenant}${path}`)));
  return createHash('sha256')
    .update(JSON.stringify(seen.map(({ body }) => body)))
    .digest('hex');
}

const pathOf = (tenant: string, path: string, run: number) =>
  `/v1/tenants/${tenant}${path.replace('RUN', String(run))}`;

test('the table below has every route of a tenant', () => {
  const inRouter = api.routes.filter((route) => route.includes('/v1/tenants/:tenant') && !route.startsWith('HEAD'));
  const inTable = tenantRoutes.map(([method, path]) => {
    const pattern = path
      .replace(/\?.*/, '')
      .replace('/salesforce/Account', '/:integration/:stream')
      .replace(/\/records\/1/, '/records/:key')
      .replace('/customer', '/:model')
      .replace(/:model\/1/, ':model/:id')
      .replace('/secret.json', '/:name')
      .replace('RUN', ':run');
    return `${method} /v1/tenants/:tenant${pattern}`;
  });
  expect(inTable.toSorted()).toEqual(inRouter.toSorted());
});

describe("I6: a tenant's key never reads, writes or learns of another tenant's anything", () => {
  test.each(tenantRoutes)('%s …%s', async (method, path) => {
    const mine = await populated();
    const theirs = await populated();
    const before = await stateOf(theirs.tenant);
    for (const readOnly of [false, true]) {
      const key = await api.key(mine.tenant, readOnly);
      const ask = (tenant: string) =>
        api.call(method, pathOf(tenant, path, theirs.run), {
          key,
          ...bodyOf(method, path, 'stolen'),
        });
      const nobody = uniqueTenant();
      const answer = await ask(theirs.tenant);
      expect(answer).toMatchObject({ status: 404, body: { error: { code: 'unknown_tenant' } } });
      // To the letter what a tenant that does not exist gives.
      const unknown = await ask(nobody);
      expect(JSON.stringify(answer.body)).toBe(JSON.stringify(unknown.body).replaceAll(nobody, theirs.tenant));
      expect([...answer.headers.keys()]).toEqual([...unknown.headers.keys()]);
    }
    expect(await stateOf(theirs.tenant)).toBe(before);
  });

  test.each(tenantRoutes.filter(([, path]) => path.includes('RUN')))(
    "%s …%s: a run of another tenant is not among one's own",
    async (method, path) => {
      const mine = await populated();
      const theirs = await populated();
      const before = await stateOf(theirs.tenant);
      for (const key of [await api.key(mine.tenant), ADMIN_KEY]) {
        const answer = await api.call(method, pathOf(mine.tenant, path, theirs.run), { key });
        expect(answer).toMatchObject({ status: 404, body: { error: { code: 'unknown_run' } } });
      }
      expect(await stateOf(theirs.tenant)).toBe(before);
    },
  );

  test('another tenant is not told by list, creation or sync', async () => {
    const mine = await populated();
    const theirs = await populated();
    const key = await api.key(mine.tenant);
    expect(await api.get('/v1/tenants', { key })).toMatchObject({
      status: 403,
      body: { error: { code: 'forbidden' } },
    });
    // Whether a name is taken must not show.
    for (const tenant of [theirs.tenant, uniqueTenant()]) {
      expect(await api.post('/v1/tenants', { key, body: { tenant } })).toMatchObject({ status: 403 });
    }
    const made = uniqueTenant();
    await api.post(`/v1/tenants/${made}/streams/salesforce/Account/sync`, { key, body: 'Id\n1\n', headers: csv });
    expect((await api.get(`/v1/tenants/${made}`)).status).toBe(404);
  });
});

function expectedOf(method: Method, path: string): number {
  if (/^\/(unified|models|links|pins|review|why)/.test(path)) return 404; // there is no such model
  if (method === 'DELETE') return path === '' ? 403 : 204;
  // The run holds deletes: those have to be decided before it can be reverted.
  return path.endsWith('/revert') ? 409 : 200;
}

test("a tenant's key may do everything to its tenant but remove it", async () => {
  for (const [method, path] of tenantRoutes) {
    const { tenant, run } = await populated();
    const key = await api.key(tenant);
    const { status } = await api.call(method, pathOf(tenant, path, run), { key, ...bodyOf(method, path, 'new') });
    expect({ method, path, status }).toEqual({ method, path, status: expectedOf(method, path) });
  }
});

test('a key that may only read reads, and writes nothing', async () => {
  const { tenant, run } = await populated();
  for (const key of [await api.key(tenant, true), await api.key(null, true)]) {
    const before = await stateOf(tenant);
    for (const [method, path] of tenantRoutes) {
      const { status } = await api.call(method, pathOf(tenant, path, run), { key, ...bodyOf(method, path, 'new') });
      const expected = method === 'GET' ? expectedOf(method, path) : 403;
      expect({ method, path, status }).toEqual({ method, path, status: expected });
    }
    expect(await stateOf(tenant)).toBe(before);
    expect((await api.post('/v1/tenants', { key, body: { tenant: uniqueTenant() } })).status).toBe(403);
  }
});

test('an admin key of the catalog is as good as the one of the installation', async () => {
  const key = await api.key(null);
  const tenant = uniqueTenant();
  expect((await api.post('/v1/tenants', { key, body: { tenant } })).status).toBe(201);
  expect((await api.call('DELETE', `/v1/tenants/${tenant}`, { key })).status).toBe(204);
});

test('without a key that is in force every route is 401, whether its tenant is there or not', async () => {
  const { tenant, run } = await populated();
  const before = await stateOf(tenant);
  const headers = [
    {},
    { authorization: '' },
    { authorization: 'Bearer' },
    { authorization: 'Bearer ' },
    { authorization: `Basic ${Buffer.from(`x:${ADMIN_KEY}`).toString('base64')}` },
    { authorization: ADMIN_KEY },
    { authorization: `Bearer ${ADMIN_KEY}x` },
    { authorization: `Bearer ${ADMIN_KEY.slice(0, -1)}` },
    { authorization: `Bearer ${ADMIN_KEY} ${ADMIN_KEY}` },
  ];
  const routes: [Method, string][] = [
    ['GET', '/v1/tenants'],
    ['POST', '/v1/tenants'],
  ];
  for (const name of [tenant, uniqueTenant()]) {
    routes.push(...tenantRoutes.map(([method, path]): [Method, string] => [method, pathOf(name, path, run)]));
  }
  for (const [method, url] of routes) {
    for (const header of headers) {
      const answer = await api.call(method, url, { key: null, headers: header as Record<string, string> });
      expect({ method, url, header, status: answer.status }).toEqual({ method, url, header, status: 401 });
      expect(answer.body.error.code).toBe('unauthenticated');
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
  }
  expect(await stateOf(tenant)).toBe(before);
});

test('a revoked key is no longer in force', async () => {
  const { tenant } = await populated();
  const key = await api.key(tenant);
  expect((await api.get(`/v1/tenants/${tenant}`, { key })).status).toBe(200);
  const { id } = (await listKeys(api.db)).find(({ prefix }) => key.startsWith(prefix))!;
  await revokeKey(api.db, id);
  expect((await api.get(`/v1/tenants/${tenant}`, { key })).status).toBe(401);
});

test('the key of a removed tenant opens nothing, not even a tenant of that name made anew', async () => {
  const { tenant } = await populated();
  const key = await api.key(tenant);
  await api.call('DELETE', `/v1/tenants/${tenant}`);
  expect((await api.get(`/v1/tenants/${tenant}`, { key })).status).toBe(401);
  await api.post('/v1/tenants', { body: { tenant } });
  expect((await api.get(`/v1/tenants/${tenant}`, { key })).status).toBe(401);
});

test('health, readiness and the documentation need no key', async () => {
  for (const path of [
    '/healthz',
    '/readyz',
    '/openapi.json',
    '/docs',
    '/docs/swagger-ui-bundle.js',
    '/docs/start.js',
  ]) {
    expect((await fetch(`${api.url}${path}`)).status).toBe(200);
  }
});
