import { ingest, startApi, type TestApi } from './support/api.ts';
import { uniqueTenant } from './support/database.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

/** A tenant whose last run holds 30 of 40 deletes back. */
async function tenantWithHeldRun(): Promise<{ tenant: string; run: number }> {
  const tenant = uniqueTenant();
  const lines = Array.from({ length: 40 }, (_, i) => `${i},n${i}`);
  await ingest(api.db, tenant, 'Account', `Id,Name\n${lines.join('\n')}\n`, { kind: 'full' });
  const { run } = await ingest(api.db, tenant, 'Account', `Id,Name\n${lines.slice(0, 10).join('\n')}\n`, {
    kind: 'full',
  });
  return { tenant, run };
}

test('runs are listed newest first, page by page, and shown one by one', async () => {
  const tenant = uniqueTenant();
  for (let i = 0; i < 5; i++) await ingest(api.db, tenant, i % 2 ? 'Contact' : 'Account', `Id\n${i}\n`);
  const seen: number[] = [];
  for (let next: string | null = ''; next !== null;) {
    const { body } = await api.get(`/v1/tenants/${tenant}/runs?limit=2${next && `&cursor=${next}`}`);
    seen.push(...body.data.map((run: { run: number }) => run.run));
    next = body.next;
  }
  expect(seen).toHaveLength(5);
  expect(seen).toEqual(seen.toSorted((a, b) => b - a));
  expect((await api.get(`/v1/tenants/${tenant}/runs?source=salesforce.Contact`)).body.data).toHaveLength(2);
  expect((await api.get(`/v1/tenants/${tenant}/runs/${seen[0]}`)).body).toMatchObject({
    run: seen[0],
    tenant,
    status: 'succeeded',
    created: 1,
    seq: { from: 5, to: 5 },
    delivery: 'test',
    error: null,
  });
});

test('rejects are shown with line, reason and the raw record, page by page', async () => {
  const tenant = uniqueTenant();
  const line = await ingest(api.db, tenant, 'Account', 'Id,Name\n1,a\n,b\n2,c\n3,d,e\n,f\n');
  expect(line.rejected).toBe(3);
  const first = (await api.get(`/v1/tenants/${tenant}/runs/${line.run}/rejects?limit=2`)).body;
  const rest = (await api.get(`/v1/tenants/${tenant}/runs/${line.run}/rejects?limit=2&cursor=${first.next}`)).body;
  expect([...first.data, ...rest.data].map(({ line: at, raw }: { line: number; raw: string }) => [at, raw])).toEqual([
    [3, ',b'],
    [5, '3,d,e'],
    [6, ',f'],
  ]);
  expect(rest.next).toBeNull();

  const key = await api.key(tenant);
  const url = `${api.url}/v1/tenants/${tenant}/runs/${line.run}/rejects/raw`;
  const raw = await fetch(url, { headers: { authorization: `Bearer ${key}` } });
  expect(raw.headers.get('content-type')).toBe('application/octet-stream');
  expect(await raw.text()).toBe('Id,Name\n,b\n3,d,e\n,f\n');
});

test('approving a held run carries its deletes out; a second time is a conflict', async () => {
  const { tenant, run } = await tenantWithHeldRun();
  expect((await api.get(`/v1/tenants/${tenant}/runs/${run}`)).body).toMatchObject({
    status: 'held',
    held: 30,
    deleted: 0,
  });
  expect(await api.post(`/v1/tenants/${tenant}/runs/${run}/approve`)).toMatchObject({
    status: 200,
    body: { kind: 'approve', status: 'succeeded', deleted: 30 },
  });
  expect((await api.get(`/v1/tenants/${tenant}`)).body.records).toBe(10);
  expect(await api.post(`/v1/tenants/${tenant}/runs/${run}/approve`)).toMatchObject({
    status: 409,
    body: { error: { code: 'conflict' } },
  });
});

test('rejecting a held run leaves the records; a second time is a conflict', async () => {
  const { tenant, run } = await tenantWithHeldRun();
  expect(await api.post(`/v1/tenants/${tenant}/runs/${run}/reject`)).toMatchObject({ status: 200, body: { run } });
  expect((await api.get(`/v1/tenants/${tenant}`)).body.records).toBe(40);
  expect((await api.post(`/v1/tenants/${tenant}/runs/${run}/reject`)).status).toBe(409);
});

test('a run is undone as planned; a plan writes nothing and lists the conflicts', async () => {
  const tenant = uniqueTenant();
  const { run: first } = await ingest(api.db, tenant, 'Account', 'Id,Name\n1,a\n2,b\n');
  const { run: second } = await ingest(api.db, tenant, 'Account', 'Id,Name\n1,c\n');
  const revert = (run: number, query = '') => api.post(`/v1/tenants/${tenant}/runs/${run}/revert${query}`);

  const conflict = { source: 'salesforce.Account', key: '1', seq: 3, run: second, op: 'updated' };
  expect(await revert(first, '?plan=1')).toMatchObject({
    status: 200,
    body: { run: 0, kind: 'revert', deleted: 1, conflicts: [conflict], changes: [{ key: '2', op: 'deleted' }] },
  });
  expect(await revert(first)).toMatchObject({ status: 409, body: { error: { code: 'conflict' } } });
  expect((await revert(second, '?plan=1')).body).toMatchObject({
    updated: 1,
    conflicts: [],
    changes: [{ key: '1', op: 'updated', before: { Name: 'c' }, after: { Name: 'a' } }],
  });
  expect((await api.get(`/v1/tenants/${tenant}/changes?after=3`)).body.changes).toEqual([]);
  expect(await revert(second)).toMatchObject({ status: 200, body: { kind: 'revert', updated: 1 } });
  expect((await api.get(`/v1/tenants/${tenant}/runs/${second}`)).body.status).toBe('reverted');
  expect((await revert(first)).body).toMatchObject({ deleted: 2, seq: { from: 5, to: 6 } });
  expect((await api.get(`/v1/tenants/${tenant}`)).body.records).toBe(0);
  expect((await revert(first, '?plan=1')).status).toBe(409);
  expect((await revert(first, '?plan=yes')).status).toBe(422);
  expect((await revert(2_000_000_000)).status).toBe(404);
});

test.each(['0', '-1', 'x', '1.5', '2147483648', '99999999999999999999', '1e3'])('"%s" is no run', async (run) => {
  const tenant = uniqueTenant();
  await ingest(api.db, tenant, 'Account', 'Id\n1\n');
  for (const path of ['', '/rejects']) {
    expect(await api.get(`/v1/tenants/${tenant}/runs/${run}${path}`)).toMatchObject({
      status: 422,
      body: { error: { code: 'invalid' } },
    });
  }
});
