import { randomUUID } from 'node:crypto';
import { first, getTenant, sql } from '@app/snapshot-core';
import { applyWeftFile, getModel, parseWeftFile, runUnify } from '@app/unify';
import { ADMIN_KEY, startApi, type TestApi } from './support/api.ts';
import { uniqueTenant } from './support/database.ts';

/** Models are the installation's, not a tenant's: this test has its own. */
const model = `customer_${randomUUID().slice(0, 8)}`;
const file = `
models:
  ${model}:
    fields: { name: company_name, email: email, city: city }
    sources:
      ${model}_crm.Account: { map: { name: Name, email: Email, city: City } }
      ${model}_books.Customer: { map: { name: CompanyName, email: Email } }
    survive: { default: most_recent, name: [${model}_crm, ${model}_books] }
`;

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
  await applyWeftFile(api.db, parseWeftFile(file, 'weft.yaml'), '/');
});
afterAll(() => api.close());

const unified = (tenant: string, more = '') => `/v1/tenants/${tenant}/unified/${model}${more}`;

async function sync(tenant: string, stream: 'crm/Account' | 'books/Customer', body: string, query = ''): Promise<void> {
  const url = `/v1/tenants/${tenant}/streams/${model}_${stream}/sync${query}`;
  expect((await api.post(url, { body, headers: { 'content-type': 'text/csv' } })).status).toBe(200);
}

const unify = async (tenant: string) =>
  runUnify(api.db, await getTenant(api.db, tenant), await getModel(api.db, model));

interface Listed {
  id: string;
  data: Record<string, string | null>;
}

const list = async (tenant: string, query = '') => (await api.get(unified(tenant, query))).body.data as Listed[];

test('expand names relations of the model; others are refused', async () => {
  const tenant = uniqueTenant();
  await sync(tenant, 'crm/Account', 'Id,Name,Email,City\n1,Acme Ltd,hi@acme.example,Bonn\n');
  await unify(tenant);
  const { status, body } = await api.get(unified(tenant, '?expand=owner'));
  expect([status, body.error.code, body.error.message]).toEqual([
    422,
    'invalid',
    `the model ${model} has no relation "owner" to expand`,
  ]);
});

test('a value is pinned, listed and forgotten', async () => {
  const tenant = uniqueTenant();
  await sync(tenant, 'crm/Account', 'Id,Name,Email,City\n1,Acme Ltd,hi@acme.example,Bonn\n');
  await unify(tenant);
  const { id } = (await list(tenant))[0]!;
  const pins = `/v1/tenants/${tenant}/pins`;
  const made = await api.post(pins, { body: { model, id, field: 'city', value: 'Ulm', by: 'ann' } });
  expect(made).toMatchObject({ status: 201, body: { model, id, field: 'city', value: 'Ulm', by: 'ann' } });
  await unify(tenant);
  expect((await list(tenant))[0]).toMatchObject({ id, data: { city: 'Ulm' } });
  expect((await api.get(unified(tenant, `/${id}`))).body.provenance.city).toMatchObject({
    from: 'pin',
    rule: 'pinned',
  });
  expect((await api.get(`${pins}?model=${model}`)).body).toEqual({ data: [made.body], next: null });
  const place = `?model=${model}&id=${id}&field=city`;
  expect((await api.call('DELETE', pins + place)).status).toBe(204);
  expect((await api.call('DELETE', pins + place)).status).toBe(404);
  await unify(tenant);
  expect((await list(tenant))[0]).toMatchObject({ id, data: { city: 'Bonn' } });
});

test('the list shows data alone, and sources and provenance when asked', async () => {
  const tenant = uniqueTenant();
  await sync(tenant, 'crm/Account', 'Id,Name,Email,City\n1,Acme Ltd,hi@acme.example,Bonn\n2,Bolt,a@bolt.example,\n');
  await sync(tenant, 'books/Customer', 'Id,CompanyName,Email\n58,ACME,HI@acme.example\n');
  expect(await list(tenant)).toEqual([]);
  await unify(tenant);
  const [acme] = await list(tenant, '?filter[city]=Bonn&include=sources,provenance');
  expect(acme).toMatchObject({
    data: { name: 'Acme Ltd', email: 'hi@acme.example' },
    sources: [
      { integration: `${model}_crm`, stream: 'Account', key: '1' },
      { integration: `${model}_books`, stream: 'Customer', key: '58' },
    ],
    provenance: { name: { from: `${model}_crm.Account:1` } },
  });
  expect((await list(tenant)).map((record) => Object.keys(record))).toEqual([
    ['id', 'data'],
    ['id', 'data'],
  ]);
  expect(Object.keys((await list(tenant, '?include=sources'))[0]!)).toEqual(['id', 'data', 'sources']);
  expect((await api.get(unified(tenant, '?include=history'))).status).toBe(422);
  expect((await api.get(unified(tenant, '?filter[town]=Bonn'))).status).toBe(422);
  // One by one, everything is shown.
  expect((await api.get(unified(tenant, `/${acme!.id}`))).body).toEqual(acme);
});

test('paging over unified records gives each exactly once', async () => {
  const tenant = uniqueTenant();
  const lines = Array.from({ length: 25 }, (_, i) => `${i},Company ${i},c${i}@c${i}.example,`);
  await sync(tenant, 'crm/Account', `Id,Name,Email,City\n${lines.join('\n')}\n`);
  await unify(tenant);
  const ids: string[] = [];
  for (let next: string | null = ''; next !== null;) {
    const { body } = await api.get(unified(tenant, `?limit=7${next && `&cursor=${next}`}`));
    ids.push(...body.data.map((record: Listed) => record.id));
    next = body.next;
  }
  expect(ids).toHaveLength(25);
  expect(new Set(ids).size).toBe(25);
  expect(ids).toEqual(ids.toSorted());
});

test('a retired id answers with the surviving record, and its history with that of the survivor', async () => {
  const tenant = uniqueTenant();
  await sync(tenant, 'crm/Account', 'Id,Name,Email,City\n1,Acme,hi@acme.example,Bonn\n');
  await sync(tenant, 'books/Customer', 'Id,CompanyName,Email\n58,Acme,old@other.example\n');
  await unify(tenant);
  const before = (await list(tenant)).map(({ id }) => id);
  await sync(tenant, 'books/Customer', 'Id,CompanyName,Email\n58,Acme,hi@acme.example\n');
  await unify(tenant);
  const after = (await list(tenant)).map(({ id }) => id);
  // Whether names alone make a match is the matcher's business: this needs two that became one.
  expect([before.length, after.length]).toEqual([2, 1]);
  const retired = before.find((id) => id !== after[0])!;
  const found = (await api.get(unified(tenant, `/${retired}`))).body;
  expect(found).toMatchObject({ id: after[0], resolved_from: retired });
  expect(found.sources).toHaveLength(2);
  const survivor = (await api.get(unified(tenant, `/${after[0]}/history`))).body;
  const history = (await api.get(unified(tenant, `/${retired}/history`))).body;
  expect(history).toEqual({ ...survivor, resolved_from: retired });
  expect(survivor.data.map(({ op, source }: { op: string; source: string }) => `${source} ${op}`)).toEqual([
    `unified.${model} created`,
    `unified.${model} updated`,
  ]);
});

test('a unified record whose sources are gone is 404, its history stays', async () => {
  const tenant = uniqueTenant();
  await sync(tenant, 'crm/Account', 'Id,Name,Email,City\n1,Acme,hi@acme.example,Bonn\n2,Bolt,b@bolt.example,\n');
  await unify(tenant);
  const [{ id }] = (await list(tenant, '?filter[city]=Bonn')) as [Listed];
  await sync(tenant, 'crm/Account', 'Id,Name,Email,City\n2,Bolt,b@bolt.example,\n', '?kind=full&delete_limit=none');
  await unify(tenant);
  expect((await api.get(unified(tenant, `/${id}`))).body.error.code).toBe('unknown_record');
  const { data } = (await api.get(unified(tenant, `/${id}/history`))).body;
  expect(data.map(({ op }: { op: string }) => op)).toEqual(['created', 'deleted']);
});

test.each(['nope', randomUUID(), "' or true"])(
  'the id "%s" is unknown, before and after the first unification',
  async (id) => {
    const tenant = uniqueTenant();
    await sync(tenant, 'crm/Account', 'Id,Name,Email,City\n1,Acme,hi@acme.example,Bonn\n');
    for (const when of ['before', 'after']) {
      for (const more of ['', '/history']) {
        const { status, body } = await api.get(unified(tenant, `/${encodeURIComponent(id)}${more}`));
        expect({ when, more, status, code: body.error?.code }).toEqual({
          when,
          more,
          status: 404,
          code: 'unknown_record',
        });
      }
      await unify(tenant);
    }
  },
);

test('a sync of a stream that a model takes from asks the worker for unification, another or a plan does not', async () => {
  const jobs = async (tenant: string) =>
    (
      await first<{ count: number }>(
        api.db.pool,
        sql`
          select count(*) as count
          from graphile_worker.jobs
          where key = ${`unify:${tenant}:${model}`}`,
      )
    )?.count;
  const tenant = uniqueTenant();
  await sync(tenant, 'crm/Account', 'Id,Name\n1,Acme\n', '?plan=1');
  expect(await jobs(tenant)).toBe(0);
  await api.post(`/v1/tenants/${tenant}/streams/other/Account/sync`, {
    body: 'Id\n1\n',
    headers: { 'content-type': 'text/csv' },
  });
  expect(await jobs(tenant)).toBe(0);
  await sync(tenant, 'crm/Account', 'Id,Name\n1,Acme\n');
  expect(await jobs(tenant)).toBe(1);
  // The approval of held deletes is a run of the stream, too.
  const held = uniqueTenant();
  const lines = Array.from({ length: 30 }, (_, i) => `${i},n${i}`);
  await sync(held, 'crm/Account', `Id,Name\n${lines.join('\n')}\n`);
  await sync(held, 'crm/Account', 'Id,Name\n0,n0\n', '?kind=full');
  await api.db.pool.query('select graphile_worker.remove_job($1)', [`unify:${held}:${model}`]);
  const { run } = (await api.get(`/v1/tenants/${held}/runs?limit=1`)).body.data[0];
  expect((await api.post(`/v1/tenants/${held}/runs/${run}/approve`)).body).toMatchObject({ deleted: 29 });
  expect(await jobs(held)).toBe(1);
});

test("I6: a tenant's key sees no unified record of another tenant", async () => {
  const [mine, theirs] = [uniqueTenant(), uniqueTenant()];
  for (const tenant of [mine, theirs]) {
    await sync(tenant, 'crm/Account', `Id,Name,Email,City\n1,Acme of ${tenant},hi@acme.example,Bonn\n`);
    await unify(tenant);
  }
  const [{ id }] = (await list(theirs)) as [Listed];
  const key = await api.key(mine);
  for (const more of ['', `/${id}`, `/${id}/history`]) {
    expect((await api.get(unified(theirs, more), { key })).body.error.code).toBe('unknown_tenant');
    if (more) {
      for (const asking of [key, ADMIN_KEY]) {
        expect((await api.get(unified(mine, more), { key: asking })).body.error.code).toBe('unknown_record');
      }
    }
  }
  expect(JSON.stringify((await api.get(unified(mine, '?include=sources,provenance'), { key })).body)).not.toContain(
    theirs,
  );
});

test('unified records as of a change; their runs cannot be reverted', async () => {
  const tenant = uniqueTenant();
  await sync(tenant, 'crm/Account', 'Id,Name,Email,City\n1,Acme Ltd,hi@acme.example,Bonn\n2,Bolt,a@bolt.example,\n');
  const { run, seq } = await unify(tenant);
  const then = await list(tenant, '?include=sources');
  await sync(
    tenant,
    'crm/Account',
    'Id,Name,Email,City\n1,Acme SE,hi@acme.example,Ulm\n',
    '?kind=full&delete_limit=none',
  );
  await unify(tenant);
  expect((await list(tenant)).map(({ data }) => data.name)).toEqual(['Acme SE']);
  expect(await list(tenant, `?include=sources&as_of=${seq!.to}`)).toEqual(then);
  const [gone] = then.filter(({ data }) => data.name === 'Bolt');
  expect((await api.get(unified(tenant, `/${gone!.id}?as_of=${seq!.to}`))).body).toEqual({ ...gone, provenance: null });
  expect((await api.get(unified(tenant, `/${gone!.id}`))).status).toBe(404);
  expect((await api.get(unified(tenant, `/${gone!.id}?as_of=1`))).status).toBe(404);
  expect((await api.get(unified(tenant, '?as_of=999'))).status).toBe(422);
  expect(await api.post(`/v1/tenants/${tenant}/runs/${run}/revert`)).toMatchObject({
    status: 409,
    body: { error: { code: 'conflict', message: expect.stringContaining('follow from their streams') } },
  });
});
