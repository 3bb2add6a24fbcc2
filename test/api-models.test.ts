import { putTenantDocument, runUnify } from '@app/unify';
import { getTenant, openSecrets } from '@app/snapshot-core';
import { ingest, SECRET_KEY, startApi, type TestApi } from './support/api.ts';
import { uniqueTenant } from './support/database.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const definition = {
  fields: { name: 'company_name', phone: 'phone' },
  sources: { 'salesforce.Account': { map: { name: 'Name', phone: 'Phone' } } },
};
const put = (path: string, body: unknown) => api.call('PUT', `/v1/${path}`, { body });

test('a model is put, shown as it was put, and kept in versions', async () => {
  const name = `mod_${uniqueTenant()}`;
  expect(await api.get(`/v1/models/${name}`)).toMatchObject({
    status: 404,
    body: { error: { code: 'unknown_model' } },
  });
  expect(await put(`models/${name}`, definition)).toMatchObject({
    status: 200,
    body: { name, change: 'created', version: 1 },
  });
  const first = await api.get(`/v1/models/${name}`);
  expect(first.body).toMatchObject({ name, version: 1, definition });
  // What is shown can be put again.
  expect((await put(`models/${name}`, first.body.definition)).body).toMatchObject({ change: 'unchanged', version: 1 });
  const changed = { ...definition, match: { auto: 0.9 } };
  expect((await put(`models/${name}`, changed)).body).toMatchObject({ change: 'updated', version: 2 });
  expect((await api.get(`/v1/models/${name}?version=1`)).body.definition).toEqual(definition);
  expect((await api.get(`/v1/models/${name}`)).body.definition).toEqual(changed);
  expect((await api.get(`/v1/models/${name}?version=3`)).status).toBe(404);
  const { data } = (await api.get(`/v1/models/${name}/versions`)).body;
  expect(data.map(({ version }: { version: number }) => version)).toEqual([2, 1]);
  expect((await api.get('/v1/models')).body.data).toContainEqual(expect.objectContaining({ name, version: 2 }));
  expect((await api.get('/v1/models/no_such_model/versions')).status).toBe(404);
});

test('every fault of a model or an integration is told, and nothing is stored', async () => {
  const name = `mod_${uniqueTenant()}`;
  const refused = await put(`models/${name}`, {
    ...definition,
    match: { auto: 2, rules: ['emial'] },
    survive: { name: ['x'] },
  });
  expect(refused).toMatchObject({ status: 422, body: { error: { code: 'invalid' } } });
  expect(refused.body.error.faults.map(({ path }: { path: string }) => path).toSorted()).toEqual([
    'match.auto',
    'match.rules[0]',
    'survive.name[0]',
  ]);
  expect((await api.get(`/v1/models/${name}`)).status).toBe(404);
  for (const body of [{}, [], 3]) expect((await put(`models/${name}`, body)).status).toBe(422);
  expect(
    (await put(`integrations/${name}`, { streams: { A: { kee: 'Id', kind: 'whole' } } })).body.error.faults,
  ).toHaveLength(2);
  expect((await api.get(`/v1/integrations/${name}`)).status).toBe(404);
});

test('an integration is declared, shown, and holds for what is synced', async () => {
  const name = `int_${uniqueTenant()}`;
  const streams = { Thing: { key: ['Code'], kind: 'full', deleteLimit: '50%' } };
  expect((await put(`integrations/${name}`, { streams })).body).toEqual({ name, change: 'created' });
  const shown = await api.get(`/v1/integrations/${name}`);
  expect(shown.body).toEqual({ name, definition: { streams } });
  expect((await put(`integrations/${name}`, shown.body.definition)).body).toEqual({ name, change: 'unchanged' });
  const tenant = uniqueTenant();
  const synced = await api.post(`/v1/tenants/${tenant}/streams/${name}/Thing/sync`, {
    body: 'Code,Name\na,A\n',
    headers: { 'content-type': 'text/csv' },
  });
  expect(synced.body).toMatchObject({ kind: 'full', created: 1 });
});

test('a tenant sees the model in force for it: overlay, version, and that of its records', async () => {
  const [tenant, name] = [uniqueTenant(), `mod_${uniqueTenant()}`];
  await put(`models/${name}`, definition);
  await ingest(api.db, tenant, 'Account', 'Id,Name,Phone,Mobile\n1,Acme,+12125550101,+12125550102\n');
  const url = `/v1/tenants/${tenant}/models/${name}`;
  expect((await api.get(url)).body).toEqual({
    name,
    version: '1',
    overlaid: false,
    faults: [],
    unified_version: null,
    definition,
  });
  const found = await getTenant(api.db, tenant);
  await runUnify(api.db, found, { name });
  const config = { models: { [name]: { sources: { 'salesforce.Account': { map: { phone: 'Mobile' } } } } } };
  const document = { name: 'config.json', bytes: Buffer.from(JSON.stringify(config)), type: 'json' as const };
  await putTenantDocument(
    api.db,
    openSecrets(api.db, { home: '/nonexistent', secretKey: SECRET_KEY }),
    found,
    document,
  );
  const { body } = await api.get(url, { key: await api.key(tenant, true) });
  expect(body).toMatchObject({
    version: expect.stringMatching(/^1\+[0-9a-f]{12}$/),
    overlaid: true,
    unified_version: '1',
    definition: { sources: { 'salesforce.Account': { map: { name: 'Name', phone: 'Mobile' } } } },
  });
  await put(`models/${name}`, {
    ...definition,
    fields: { name: 'company_name' },
    sources: { 'salesforce.Account': { map: { name: 'Name' } } },
  });
  expect((await api.get(url)).body.faults).toEqual([
    `config.json: models.${name}.sources["salesforce.Account"].map.phone maps to a field that the model does not declare`,
  ]);
});

test('models and integrations are for administrators', async () => {
  const tenant = uniqueTenant();
  await ingest(api.db, tenant, 'Account', 'Id\n1\n');
  const key = await api.key(tenant);
  for (const [method, path] of [
    ['GET', 'models'],
    ['GET', 'models/x'],
    ['GET', 'models/x/versions'],
    ['PUT', 'models/x'],
    ['GET', 'integrations/x'],
    ['PUT', 'integrations/x'],
  ] as const) {
    const body = method === 'PUT' ? {} : undefined;
    expect({ path, status: (await api.call(method, `/v1/${path}`, { key, body })).status }).toEqual({
      path,
      status: 403,
    });
  }
});
