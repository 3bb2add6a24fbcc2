import { getTenant, pruneChanges } from '@app/snapshot-core';
import { ingest, startApi, type TestApi } from './support/api.ts';
import { uniqueTenant } from './support/database.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const records = (tenant: string, more = '') => `/v1/tenants/${tenant}/streams/salesforce/Account/records${more}`;

/** Reads a list to its end, page by page. */
async function readAll<Item>(url: string): Promise<Item[]> {
  const items: Item[] = [];
  for (let next: string | null = ''; next !== null;) {
    const page = await api.get(`${url}${next && `&cursor=${next}`}`);
    items.push(...(page.body.data as Item[]));
    next = page.body.next as string | null;
  }
  return items;
}

test('streams are listed with key, columns and count', async () => {
  const tenant = uniqueTenant();
  await ingest(api.db, tenant, 'Account', 'Id,Name\n1,Acme\n2,Bolt\n');
  const { body } = await api.get(`/v1/tenants/${tenant}/streams`);
  expect(body).toMatchObject({
    data: [{ integration: 'salesforce', stream: 'Account', key: ['Id'], records: 2 }],
    next: null,
  });
  expect(body.data[0].columns.map((column: { name: string }) => column.name)).toEqual(['Id', 'Name']);
});

test('paging over records gives each exactly once, in order of key', async () => {
  const tenant = uniqueTenant();
  const keys = Array.from({ length: 257 }, (_, i) => `k${i}`);
  await ingest(api.db, tenant, 'Account', `Id,Name\n${keys.map((key) => `${key},n ${key}`).join('\n')}\n`);
  for (const limit of [1, 64, 256, 257, 1000]) {
    const seen = await readAll<{ key: string; data: object }>(records(tenant, `?limit=${limit}`));
    expect(seen.map(({ key }) => key)).toEqual(keys.toSorted());
    expect(seen[0]).toMatchObject({ key: 'k0', data: { Id: 'k0', Name: 'n k0' } });
  }
  expect((await api.get(records(tenant, '?limit=257'))).body.next).toBeNull();
  expect((await api.get(records(tenant, '?limit=256'))).body.next).toEqual(expect.any(String));
});

test('pages hold 100 items unless told', async () => {
  const tenant = uniqueTenant();
  const lines = Array.from({ length: 101 }, (_, i) => String(i));
  await ingest(api.db, tenant, 'Account', `Id\n${lines.join('\n')}\n`);
  expect((await api.get(records(tenant))).body.data).toHaveLength(100);
});

test('filters hold together, also for fields with brackets and for empty values', async () => {
  const tenant = uniqueTenant();
  await ingest(api.db, tenant, 'Account', 'Id,City,a[0]\n1,Köln,x\n2,Köln,y\n3,Bonn,x\n4,"",x\n');
  const keysOf = async (query: string) =>
    (await readAll<{ key: string }>(records(tenant, `?limit=1&${query}`))).map(({ key }) => key);
  expect(await keysOf(`filter[City]=${encodeURIComponent('Köln')}`)).toEqual(['1', '2']);
  expect(await keysOf(`filter[City]=${encodeURIComponent('Köln')}&filter[a[0]]=x`)).toEqual(['1']);
  expect(await keysOf('filter[City]=')).toEqual(['4']);
  expect(await keysOf(`filter[City]=${encodeURIComponent("' or true --")}`)).toEqual([]);
});

test('a filter on a field that the stream does not have is refused, not ignored', async () => {
  const tenant = uniqueTenant();
  await ingest(api.db, tenant, 'Account', 'Id\n1\n');
  for (const field of ['City', '__proto__', 'constructor', '_key']) {
    const { status, body } = await api.get(records(tenant, `?filter[${field}]=x`));
    expect({ field, status, code: body.error?.code }).toEqual({ field, status: 422, code: 'invalid' });
    expect(body.error.message).toContain(field);
  }
});

test('changed_since leaves out what has not changed since', async () => {
  const tenant = uniqueTenant();
  const line = await ingest(api.db, tenant, 'Account', 'Id,Name\n1,a\n2,b\n');
  await ingest(api.db, tenant, 'Account', 'Id,Name\n2,B\n3,c\n');
  const changed = await api.get(records(tenant, `?changed_since=${line.seq?.to}`));
  expect(changed.body.data.map((record: { key: string }) => record.key)).toEqual(['2', '3']);
});

test('fields selects fields, and refuses those that are not there', async () => {
  const tenant = uniqueTenant();
  await ingest(api.db, tenant, 'Account', 'Id,Name,City\n1,a,Bonn\n');
  expect((await api.get(records(tenant, '?fields=City,Id'))).body.data[0].data).toEqual({ Id: '1', City: 'Bonn' });
  expect((await api.get(records(tenant, '/1?fields=City'))).body.data).toEqual({ City: 'Bonn' });
  expect(await api.get(records(tenant, '?fields=City,Town,'))).toMatchObject({ status: 422 });
  expect((await api.get(records(tenant, '?fields=Town,Street'))).body.error.message).toMatch(/"Town", "Street"/);
});

test('a record is found by its key, whatever characters that has', async () => {
  const tenant = uniqueTenant();
  const keys = ['1', 'a/b', 'a b', 'ü%20', '?x=1#y', 'x'.repeat(1500), '.'];
  await ingest(api.db, tenant, 'Account', `Id\n${keys.map((key) => `"${key}"`).join('\n')}\n`);
  for (const key of keys.slice(0, -1)) {
    const found = await api.get(records(tenant, `/${encodeURIComponent(key)}`));
    expect({ key: found.body.key, data: found.body.data }).toEqual({ key, data: { Id: key } });
  }
});

test('a record of a composite key is found by the JSON array', async () => {
  const tenant = uniqueTenant();
  await ingest(api.db, tenant, 'Account', 'Id,Line,Name\n7,1,a\n7,2,b\n', { key: ['Id', 'Line'] });
  const found = await api.get(records(tenant, `/${encodeURIComponent('["7","2"]')}`));
  expect(found.body.data).toEqual({ Id: '7', Line: '2', Name: 'b' });
});

test('history tells every change of a record, also after it was deleted', async () => {
  const tenant = uniqueTenant();
  const full = { kind: 'full', deleteLimit: { type: 'none' } } as const;
  await ingest(api.db, tenant, 'Account', 'Id,Name\n1,a\n2,b\n', full);
  await ingest(api.db, tenant, 'Account', 'Id,Name\n1,A\n2,b\n', full);
  await ingest(api.db, tenant, 'Account', 'Id,Name\n2,b\n', full);
  const { body } = await api.get(records(tenant, '/1/history'));
  expect(body.next).toBeNull();
  expect(body.data).toMatchObject([
    { op: 'created', before: null, after: { Id: '1', Name: 'a' } },
    { op: 'updated', changed: ['Name'], before: { Name: 'a' }, after: { Id: '1', Name: 'A' } },
    { op: 'deleted', before: { Id: '1', Name: 'A' }, after: null },
  ]);
  expect(await api.get(records(tenant, '/1'))).toMatchObject({
    status: 404,
    body: { error: { code: 'unknown_record' } },
  });
});

test('what is not there is 404, each by its own code', async () => {
  const tenant = uniqueTenant();
  await ingest(api.db, tenant, 'Account', 'Id\n1\n');
  const codeOf = async (url: string) => {
    const { status, body } = await api.get(url);
    expect(status).toBe(404);
    return body.error.code as string;
  };
  expect(await codeOf(records(tenant, '/2'))).toBe('unknown_record');
  expect(await codeOf(records(tenant, '/2/history'))).toBe('unknown_record');
  expect(await codeOf(`/v1/tenants/${tenant}/streams/salesforce/Nope/records`)).toBe('unknown_stream');
  expect(await codeOf(`/v1/tenants/${tenant}/streams/unified/customer/records`)).toBe('unknown_stream');
  expect(await codeOf(records(uniqueTenant()))).toBe('unknown_tenant');
  expect(await codeOf(`/v1/tenants/${tenant}/runs/2147483647`)).toBe('unknown_run');
  // What to do is said in the words of HTTP; the command line names its commands.
  const { error } = (await api.get(`/v1/tenants/${tenant}/runs/2147483647`)).body;
  expect(error.hint).toBe(`See its runs with GET /v1/tenants/${tenant}/runs.`);
  expect(await codeOf(`/v1/tenants/${tenant}/unified/nope`)).toBe('unknown_model');
  expect(await codeOf(`/v1/tenants/${tenant}/unified/nope/1`)).toBe('unknown_model');
  expect(await codeOf(`/v1/tenants/${tenant}/unified/nope/1/history`)).toBe('unknown_model');
});

test.each(['x', 'cmVjb3JkczpmYWxzY2g!', Buffer.from('runs:1').toString('base64url'), '%20', ''])(
  'the cursor "%s" is none of this list',
  async (cursor) => {
    const tenant = uniqueTenant();
    await ingest(api.db, tenant, 'Account', 'Id\n1\n');
    expect(await api.get(records(tenant, `?cursor=${cursor}`))).toMatchObject({
      status: 400,
      body: { error: { code: 'malformed' } },
    });
  },
);

test('as of a change: a list page by page, one record, the checksum; a time in the future is refused', async () => {
  const tenant = uniqueTenant();
  await ingest(api.db, tenant, 'Account', 'Id,Name\n1,Acme\n2,Bolt\n3,Cord\n', { kind: 'full' });
  const then = await readAll(records(tenant, '?limit=2'));
  const digest = `/v1/tenants/${tenant}/streams/salesforce/Account/digest`;
  const sum = (await api.get(digest)).body;
  await ingest(api.db, tenant, 'Account', 'Id,Name\n1,Acme & Co\n3,Cord\n4,Dune\n', { kind: 'full' });
  expect(await readAll(records(tenant, '?limit=2&as_of=3'))).toEqual(then);
  expect(await readAll(records(tenant, '?limit=1&as_of=3&filter[Name]=Bolt'))).toEqual([then[1]]);
  expect(await readAll(records(tenant, '?limit=1&as_of=3&changed_since=2&fields=Name'))).toMatchObject([
    { key: '3', data: { Name: 'Cord' } },
  ]);
  expect((await api.get(records(tenant, '/2?as_of=3'))).body).toEqual(then[1]);
  expect((await api.get(records(tenant, '/2'))).status).toBe(404);
  expect((await api.get(records(tenant, '/4?as_of=3'))).status).toBe(404);
  expect(await readAll(records(tenant, '?limit=2&as_of=0'))).toEqual([]);
  expect(sum).toMatchObject({ source: 'salesforce.Account', seq: 3, records: 3 });
  expect((await api.get(`${digest}?as_of=3`)).body).toEqual(sum);
  expect((await api.get(digest)).body).toMatchObject({ seq: 6, records: 3 });
  for (const url of [records(tenant, '?as_of=7'), records(tenant, '/1?as_of=7'), `${digest}?as_of=7`]) {
    expect(await api.get(url)).toMatchObject({ status: 422, body: { error: { code: 'invalid' } } });
  }
});

test('what has been pruned is gone: 410 as of then, and history says that it is cut', async () => {
  const tenant = uniqueTenant();
  await ingest(api.db, tenant, 'Account', 'Id,Name\n1,Acme\n');
  await pruneChanges(api.db, await getTenant(api.db, tenant), new Date(Date.now() + 60_000));
  await ingest(api.db, tenant, 'Account', 'Id,Name\n1,Acme & Co\n');
  const tooOld = { status: 410, body: { error: { code: 'cursor_too_old' } } };
  expect(await api.get(records(tenant, '?as_of=0'))).toMatchObject(tooOld);
  expect(await api.get(records(tenant, '/1?as_of=0'))).toMatchObject(tooOld);
  expect(await api.get(`/v1/tenants/${tenant}/streams/salesforce/Account/digest?as_of=0`)).toMatchObject(tooOld);
  expect(await api.get(`/v1/tenants/${tenant}/changes`)).toMatchObject(tooOld);
  expect((await api.get(records(tenant, '/1?as_of=1'))).body).toMatchObject({ data: { Name: 'Acme' }, created_seq: 1 });
  expect((await api.get(records(tenant, '/1/history'))).body).toMatchObject({
    data: [{ op: 'updated', before: { Name: 'Acme' } }],
    complete: false,
  });
});
