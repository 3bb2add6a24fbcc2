import { startApi, type TestApi } from './support/api.ts';
import { uniqueTenant } from './support/database.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

test('a tenant is made, shown, listed and removed', async () => {
  const tenant = uniqueTenant();
  const made = await api.post('/v1/tenants', { body: { tenant } });
  expect(made).toMatchObject({ status: 201, body: { tenant, streams: 0, records: 0 } });
  expect(await api.get(`/v1/tenants/${tenant}`)).toMatchObject({ status: 200, body: made.body });
  expect((await api.get('/v1/tenants?limit=1000')).body.data).toContainEqual(expect.objectContaining({ tenant }));
  expect((await api.call('DELETE', `/v1/tenants/${tenant}`)).status).toBe(204);
  expect((await api.get(`/v1/tenants/${tenant}`)).body.error.code).toBe('unknown_tenant');
});

test('a tenant that is there already is a conflict', async () => {
  const tenant = uniqueTenant();
  await api.post('/v1/tenants', { body: { tenant } });
  expect(await api.post('/v1/tenants', { body: { tenant } })).toMatchObject({
    status: 409,
    body: { error: { code: 'tenant_exists' } },
  });
});

test.each([
  [{}],
  [{ tenant: 7 }],
  [{ tenant: '' }],
  [{ tenant: 'a\0b' }],
  [{ tenant: '../etc' }],
  [{ tenant: 'a', x: 1 }],
  [undefined],
])('the body %j makes no tenant', async (body) => {
  expect(await api.post('/v1/tenants', { body })).toMatchObject({ status: 422, body: { error: { code: 'invalid' } } });
});

test('paging over tenants gives each exactly once', async () => {
  const names = Array.from({ length: 7 }, uniqueTenant);
  for (const tenant of names) await api.post('/v1/tenants', { body: { tenant } });
  const seen: string[] = [];
  for (let next: string | null = ''; next !== null;) {
    const page = await api.get(`/v1/tenants?limit=3${next && `&cursor=${next}`}`);
    seen.push(...page.body.data.map((item: { tenant: string }) => item.tenant));
    next = page.body.next;
  }
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen).toEqual(expect.arrayContaining(names));
});
