import { getTenant, ident, rows, sql } from '@app/snapshot-core';
import { applyWeftFile, parseWeftFile } from '@app/unify';
import { ingest, startApi, type TestApi } from './support/api.ts';
import { uniqueTenant } from './support/database.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

/** A tenant, and where its documents are. */
async function documentsOf(): Promise<{ tenant: string; documents: string }> {
  const tenant = uniqueTenant();
  await api.post('/v1/tenants', { body: { tenant } });
  return { tenant, documents: `/v1/tenants/${tenant}/documents` };
}

const put = (url: string, body: unknown, headers: Record<string, string> = {}) =>
  api.call('PUT', url, {
    body,
    headers: typeof body === 'string' ? { 'content-type': 'application/json', ...headers } : headers,
  });
const patch = (url: string, body: unknown, headers: Record<string, string> = {}) =>
  api.call('PATCH', url, {
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': 'application/merge-patch+json', ...headers },
  });

/** The text as it comes, with its type. */
async function textOf(url: string, key?: string) {
  const answer = await fetch(`${api.url}${url}`, {
    headers: { authorization: `Bearer ${key ?? (await api.key(null))}` },
  });
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
}

test('a document is put, listed without its text, read back byte for byte, and deleted', async () => {
  const { documents } = await documentsOf();
  expect(await api.get(documents)).toMatchObject({ status: 200, body: { data: [], next: null } });
  const json = '{ "id": 12345678901234567890,\n  "rate": 1.10, "name": "Zoë" }\n';
  const made = await put(`${documents}/app.json`, json);
  expect(made).toMatchObject({
    status: 201,
    body: { name: 'app.json', type: 'json', secret: false, size: Buffer.byteLength(json) },
  });
  expect(made.headers.get('etag')).toBe(`"${made.body.etag}"`);
  const text = 'Two lines,\r\nand none of them JSON.';
  await put(`${documents}/note`, text, { 'content-type': 'text/plain' });
  expect((await api.get(documents)).body.data).toMatchObject([{ name: 'app.json' }, { name: 'note', type: 'text' }]);
  expect(await textOf(`${documents}/app.json`)).toEqual({
    status: 200,
    type: 'application/json; charset=utf-8',
    text: json,
  });
  expect(await textOf(`${documents}/note`)).toEqual({ status: 200, type: 'text/plain; charset=utf-8', text });

  expect((await api.call('DELETE', `${documents}/note`)).status).toBe(204);
  for (const method of ['GET', 'DELETE'] as const) {
    expect(await api.call(method, `${documents}/note`)).toMatchObject({
      status: 404,
      body: { error: { code: 'unknown_document' } },
    });
  }
  expect(await patch(`${documents}/note`, {})).toMatchObject({ status: 404 });
});

test('paging over documents gives each exactly once', async () => {
  const { documents } = await documentsOf();
  const names = ['a', 'b.json', 'c', 'd', 'e'];
  for (const name of names) await put(`${documents}/${name}`, {});
  const seen: string[] = [];
  for (let next: string | null = ''; next !== null;) {
    const page = await api.get(`${documents}?limit=2${next && `&cursor=${next}`}`);
    seen.push(...page.body.data.map((item: { name: string }) => item.name));
    next = page.body.next;
  }
  expect(seen).toEqual(names);
});

test('ETag: another after every change, the same when nothing changed; a write that depends on another state is refused', async () => {
  const { documents } = await documentsOf();
  const url = `${documents}/app.json`;
  expect((await put(url, { a: 1 }, { 'if-match': '*' })).status).toBe(412);
  const { body: first } = await put(url, { a: 1 }, { 'if-none-match': '*' });
  expect(await put(url, { a: 2 }, { 'if-none-match': '*' })).toMatchObject({
    status: 412,
    body: { error: { code: 'precondition_failed' } },
  });
  expect((await put(url, { a: 1 })).body.etag).toBe(first.etag);
  const { body: second } = await put(url, { a: 2 }, { 'if-match': `"x", "${first.etag}"` });
  expect(second.etag).not.toBe(first.etag);
  for (const refuse of [
    () => put(url, { a: 3 }, { 'if-match': `"${first.etag}"` }),
    () => patch(url, { a: 3 }, { 'if-match': `"${first.etag}"` }),
    () => api.call('DELETE', url, { headers: { 'if-match': `"${first.etag}"` } }),
  ]) {
    expect((await refuse()).status).toBe(412);
  }
  expect((await put(url, { a: 3 }, { 'if-match': 'unquoted' })).status).toBe(400);
  expect((await textOf(url)).text).toBe('{"a":2}');
  expect((await api.call('DELETE', url, { headers: { 'if-match': `W/"${second.etag}"` } })).status).toBe(204);
});

test('of many that write on one state at once, exactly one does', async () => {
  const { documents } = await documentsOf();
  const url = `${documents}/counter.json`;
  const created = await Promise.all(Array.from({ length: 8 }, (_, n) => put(url, { n }, { 'if-none-match': '*' })));
  expect(created.map(({ status }) => status).toSorted()).toEqual([201, 412, 412, 412, 412, 412, 412, 412]);
  const { etag } = created.find(({ status }) => status === 201)!.body;
  const patched = await Promise.all(
    Array.from({ length: 8 }, (_, n) => patch(url, { [`by${n}`]: true }, { 'if-match': `"${etag}"` })),
  );
  expect(patched.filter(({ status }) => status === 200)).toHaveLength(1);
  // Without a condition none is lost, since each is applied to what is there.
  await Promise.all(Array.from({ length: 8 }, (_, n) => patch(url, { [`all${n}`]: true })));
  expect(Object.keys(JSON.parse((await textOf(url)).text)).filter((key) => key.startsWith('all'))).toHaveLength(8);
});

test('a merge patch changes what it mentions and leaves all else as it was written', async () => {
  const { documents } = await documentsOf();
  const url = `${documents}/app.json`;
  await put(url, '{"big": 12345678901234567890, "keep": {"rate": 1.10, "old": 1}, "list": [1, 2]}');
  const { body } = await patch(url, { keep: { old: null, new: true }, list: null });
  const { text } = await textOf(url);
  expect(text).toBe('{\n  "big": 12345678901234567890,\n  "keep": {\n    "rate": 1.10,\n    "new": true\n  }\n}');
  expect(body.size).toBe(text.length);
  expect(await patch(url, '{"a":')).toMatchObject({ status: 400, body: { error: { code: 'malformed' } } });
  const faulty = await patch(url, '{\n "a": 1,}');
  expect(faulty.body.error.message).toMatch(/^the document ".+" is not usable JSON: line 2, column 9 must be the name/);
  expect((await api.call('PATCH', url, { body: 'a', headers: { 'content-type': 'text/plain' } })).status).toBe(415);
  await put(`${documents}/note`, 'text', { 'content-type': 'text/plain' });
  expect(await patch(`${documents}/note`, {})).toMatchObject({ status: 422, body: { error: { code: 'invalid' } } });
});

test.each<[string, number, string, unknown, Record<string, string>]>([
  ['a.json', 400, 'malformed', '{"a":1,}', {}],
  ['a.json', 400, 'malformed', 'not JSON, though called text', { 'content-type': 'text/plain' }],
  ['a.json', 400, 'malformed', '', {}],
  ['a.json', 400, 'malformed', '{"a":1,"a":2}', {}],
  ['a.txt', 400, 'malformed', Buffer.from([0x61, 0xff]), { 'content-type': 'text/plain' }],
  ['a.txt', 400, 'malformed', 'a\0b', { 'content-type': 'text/plain' }],
  ['a.txt', 413, 'payload_too_large', 'x'.repeat(1024 * 1024 + 1), { 'content-type': 'text/plain' }],
  ['a.txt', 415, 'unsupported_media_type', 'x', { 'content-type': 'image/png' }],
  ['.hidden', 422, 'invalid', '{}', {}],
  ['a b', 422, 'invalid', '{}', {}],
])('%s: %i %s', async (name, status, code, body, headers) => {
  const { documents } = await documentsOf();
  expect(await put(`${documents}/${encodeURIComponent(name)}`, body, headers)).toMatchObject({
    status,
    body: { error: { code } },
  });
  expect((await api.get(documents)).body.data).toEqual([]);
});

test('the largest document there may be is kept', async () => {
  const { documents } = await documentsOf();
  const text = 'x'.repeat(1024 * 1024);
  expect((await put(`${documents}/large`, text, { 'content-type': 'text/plain' })).status).toBe(201);
  expect((await textOf(`${documents}/large`)).text).toBe(text);
});

test('a secret is stored encrypted, shown to who may write only, and stays a secret', async () => {
  const { tenant, documents } = await documentsOf();
  const url = `${documents}/keys.json`;
  expect((await put(`${url}?secret=1`, { token: 'hunter2' })).body).toMatchObject({ secret: true });
  const [writer, reader] = [await api.key(tenant), await api.key(tenant, true)];
  expect(await textOf(url, writer)).toMatchObject({ status: 200, text: '{"token":"hunter2"}' });
  expect(await api.get(url, { key: reader })).toMatchObject({ status: 403, body: { error: { code: 'forbidden' } } });
  const listed = await api.get(documents, { key: reader });
  expect(listed.body.data).toMatchObject([{ name: 'keys.json', secret: true }]);
  expect(JSON.stringify(listed.body)).not.toContain('hunter2');

  const { body: again } = await put(url, { token: 'hunter2' });
  const { body: patched } = await patch(url, { more: 'hunter3' });
  expect([again.secret, patched.secret]).toEqual([true, true]);
  expect(patched.etag).not.toBe(again.etag);
  expect(JSON.parse((await textOf(url)).text)).toEqual({ token: 'hunter2', more: 'hunter3' });
  const { schemaName } = await getTenant(api.db, tenant);
  const stored = await rows(
    api.db.pool,
    sql`select to_jsonb(document) as row from ${ident(schemaName, 'document')} document`,
  );
  expect(JSON.stringify(stored)).not.toMatch(/hunter|token/);
  expect(JSON.stringify(stored)).not.toContain(Buffer.from('hunter').toString('hex'));

  // What is wrong with it is told without it.
  const refused = await put(url, '{"token": "hunter2" "x"}');
  expect(refused.status).toBe(400);
  expect(JSON.stringify(refused.body)).not.toContain('hunter');
});

test('what was sealed for one document does not open as another', async () => {
  const { tenant, documents } = await documentsOf();
  await put(`${documents}/a.json?secret=1`, { a: 1 });
  await put(`${documents}/b.json?secret=1`, { b: 1 });
  const { schemaName } = await getTenant(api.db, tenant);
  const table = ident(schemaName, 'document');
  await rows(
    api.db.pool,
    sql`update ${table} set sealed = (select sealed from ${table} where name = 'a.json') where name = 'b.json'`,
  );
  expect(await api.get(`${documents}/b.json`)).toMatchObject({
    status: 500,
    body: { error: { code: 'unusable_secret' } },
  });
  // It can be put again.
  expect((await put(`${documents}/b.json`, { b: 1 })).status).toBe(200);
  expect((await textOf(`${documents}/b.json`)).text).toBe('{"b":1}');
});

test('config.json: every fault is told, one by one, and nothing is stored; what is right is in force', async () => {
  const { tenant, documents } = await documentsOf();
  const model = `doc_${tenant}`;
  const text = `models: { ${model}: { fields: { name: company_name }, sources: { docs.A: { map: { name: Name } } } } }`;
  await applyWeftFile(api.db, parseWeftFile(text, 'weft.yaml'), '/');
  const refused = await put(`${documents}/config.json`, {
    models: { [model]: { fields: { name: 'compny_name' }, match: { auto: 2 } } },
  });
  expect(refused).toMatchObject({
    status: 422,
    body: { error: { code: 'invalid', message: expect.stringContaining(`tenant "${tenant}" has 2 faults`) } },
  });
  expect(refused.body.error.faults.map(({ path }: { path: string }) => path)).toEqual([
    `models.${model}.fields.name`,
    `models.${model}.match.auto`,
  ]);
  expect((await api.get(documents)).body.data).toEqual([]);
  await put(`${documents}/config.json`, { models: { [model]: { fields: { city: 'city' } } } });
  expect(await patch(`${documents}/config.json`, { models: { [model]: { fields: { city: 'town' } } } })).toMatchObject({
    status: 422,
  });
  await ingest(api.db, tenant, 'Account', 'Id\n1\n');
  expect((await api.get(`/v1/tenants/${tenant}/unified/${model}`)).body).toEqual({ data: [], next: null });
});
