import { randomUUID } from 'node:crypto';
import { type Database, getTenant, runSync, type Tenant } from '@app/snapshot-core';
import {
  applyWeftFile,
  decideLink,
  forgetDecision,
  forgetPin,
  getModel,
  listPinned,
  parseWeftFile,
  pinValue,
  readUnified,
  runUnify,
} from '@app/unify';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { textInput } from './support/ingest.ts';

const name = `pins_${randomUUID().slice(0, 8)}`;
const source = '{ map: { name: Name, emails: Email, city: City } }';
const file = `
integrations:
  ${name}_crm: { streams: { Account: { key: Id, kind: full, delete_limit: none } } }
  ${name}_erp: { streams: { Account: { key: Id, kind: full, delete_limit: none } } }
models:
  ${name}:
    fields: { name: company_name, emails: { type: email, many: true }, city: city }
    sources: { ${name}_crm.Account: ${source}, ${name}_erp.Account: ${source} }
    match: { auto: 0.9999, review: 0.000001 }
`;

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
  await applyWeftFile(db, parseWeftFile(file, 'weft.yaml'), '/');
});
afterAll(() => db.close());

const crm = (key: string) => `${name}_crm.Account:${key}`;
const erp = (key: string) => `${name}_erp.Account:${key}`;

async function deliver(tenant: string, integration: 'crm' | 'erp', rows: string[]): Promise<void> {
  const input = textInput(`Id,Name,Email,City\n${rows.join('\n')}\n`);
  await runSync(db, { tenant, integration: `${name}_${integration}`, stream: 'Account', input });
}

const unify = async (tenant: Tenant, full = false) => runUnify(db, tenant, await getModel(db, name), { full });

async function unified(tenant: Tenant, filter?: Record<string, string>) {
  return readUnified(db, tenant, await getModel(db, name), { limit: 100, filter });
}

/** The unified record that a source record is part of. */
async function of(tenant: Tenant, ref: string) {
  const views = await unified(tenant);
  return views.find(({ sources }) => sources.some((each) => ref === `${each.integration}.${each.stream}:${each.key}`))!;
}

async function start(): Promise<Tenant> {
  const tenant = uniqueTenant();
  await deliver(tenant, 'crm', ['1,Acme Ltd,hi@acme.example,Bonn', '2,Bolt GmbH,hi@bolt.example,Ulm']);
  await deliver(tenant, 'erp', ['7,Acme,sales@acme.example,Bonn', '8,Zebra,"z""1@zebra.example",Rom']);
  const made = await getTenant(db, tenant);
  await unify(made);
  await decideLink(db, made, { model: name, a: crm('1'), b: erp('7') }, true);
  await unify(made);
  return made;
}

const unchanged = { created: 0, updated: 0, deleted: 0 };

test('all e-mails are a list, which filters look into', async () => {
  const tenant = await start();
  const { data, provenance } = await of(tenant, crm('1'));
  expect(data.emails).toEqual(['hi@acme.example', 'sales@acme.example']);
  expect(provenance?.emails?.values?.map(({ from }) => from)).toEqual([crm('1'), erp('7')]);
  const found = async (emails: string) => (await unified(tenant, { emails })).map((view) => view.data.name);
  expect(await found('sales@acme.example')).toEqual(['Acme Ltd']);
  expect(await found('hi@bolt.example')).toEqual(['Bolt GmbH']);
  expect(await found('acme.example')).toEqual([]);
  expect(await found(',')).toEqual([]);
  expect(await unify(tenant, true)).toMatchObject(unchanged);
});

test('a field may begin to keep many values, and cease to', async () => {
  const tenant = await start();
  const { id } = await of(tenant, crm('1'));
  const declare = async (emails: string) => {
    const declared = file.replace('{ type: email, many: true }', emails);
    await applyWeftFile(db, parseWeftFile(declared, 'weft.yaml'), '/');
    expect(await unify(tenant)).toMatchObject({ created: 0, updated: 3, deleted: 0 });
    return (await of(tenant, crm('1'))).data.emails;
  };
  await pinValue(db, tenant, { model: name, id: (await of(tenant, crm('2'))).id, field: 'emails' }, ['b@x', 'c@x']);
  expect(await declare('email')).toBe('hi@acme.example');
  expect((await of(tenant, crm('2'))).data.emails).toBe('b@x');
  expect(await declare('{ type: email, many: true }')).toEqual(['hi@acme.example', 'sales@acme.example']);
  expect((await of(tenant, crm('2'))).data.emails).toEqual(['b@x', 'c@x']);
  expect((await of(tenant, crm('1'))).id).toBe(id);
});

test('a pin stands in every run until it is forgotten', async () => {
  const tenant = await start();
  const { id } = await of(tenant, crm('1'));
  await pinValue(db, tenant, { model: name, id, field: 'name' }, [' ACME United '], 'Ann');
  await pinValue(db, tenant, { model: name, id, field: 'emails' }, ['a@x.example', 'hi@acme.example']);
  expect(await unify(tenant)).toMatchObject({ ...unchanged, updated: 1 });
  const pinned = await of(tenant, crm('1'));
  expect(pinned).toMatchObject({ id, data: { name: 'ACME United', emails: ['a@x.example', 'hi@acme.example'] } });
  expect(pinned.provenance?.name).toEqual({
    from: 'pin',
    rule: 'pinned',
    losers: [
      { from: crm('1'), value: 'Acme Ltd' },
      { from: erp('7'), value: 'Acme' },
    ],
  });
  expect(pinned.provenance?.emails).toMatchObject({ losers: [{ from: erp('7'), value: 'sales@acme.example' }] });
  expect(await unify(tenant)).toMatchObject(unchanged);
  expect(await unify(tenant, true)).toMatchObject(unchanged);

  await deliver(tenant.name, 'crm', ['1,Acme Limited,new@acme.example,Köln', '2,Bolt GmbH,hi@bolt.example,Ulm']);
  await unify(tenant);
  expect((await of(tenant, crm('1'))).data).toMatchObject({ name: 'ACME United', city: 'Köln' });

  expect(await listPinned(db, tenant, name, { limit: 10 })).toMatchObject([
    { id, field: 'emails', value: ['a@x.example', 'hi@acme.example'], ref: crm('1'), by: null },
    { id, field: 'name', value: 'ACME United', ref: crm('1'), by: 'Ann' },
  ]);
  await forgetPin(db, tenant, { model: name, id, field: 'name' });
  await unify(tenant);
  expect((await of(tenant, crm('1'))).data.name).toBe('Acme Limited');
  await expect(forgetPin(db, tenant, { model: name, id, field: 'name' })).rejects.toMatchObject({
    code: 'unknown_record',
  });
});

test('of merged records the newer pin counts; after a split each has its own', async () => {
  const tenant = await start();
  const pin = async (ref: string, value: string) =>
    pinValue(db, tenant, { model: name, id: (await of(tenant, ref)).id, field: 'city' }, [value]);
  await pin(crm('2'), 'Newer?');
  await pin(crm('1'), 'Oslo');
  await pin(crm('2'), 'Paris');
  await decideLink(db, tenant, { model: name, a: crm('2'), b: erp('7') }, true);
  await unify(tenant);
  const merged = await of(tenant, crm('1'));
  expect([merged.sources.length, merged.data.city]).toEqual([3, 'Paris']);
  expect(await unify(tenant, true)).toMatchObject(unchanged);

  await forgetDecision(db, tenant, { model: name, a: crm('2'), b: erp('7') });
  await unify(tenant);
  expect((await of(tenant, crm('1'))).data.city).toBe('Oslo');
  expect((await of(tenant, crm('2'))).data.city).toBe('Paris');
  expect(await unify(tenant, true)).toMatchObject(unchanged);
});

test('what cannot be pinned is refused', async () => {
  const tenant = await start();
  const { id } = await of(tenant, crm('1'));
  const pin = (field: string, values: string[], record = id) =>
    pinValue(db, tenant, { model: name, id: record, field }, values);
  await expect(pin('nmae', ['x'])).rejects.toMatchObject({ code: 'invalid' });
  await expect(pin('name', ['x', 'y'])).rejects.toMatchObject({ code: 'invalid' });
  await expect(pin('name', [' '])).rejects.toMatchObject({ code: 'invalid' });
  await expect(pin('name', ['x'], randomUUID())).rejects.toMatchObject({ code: 'unknown_record' });
  expect(await listPinned(db, tenant, name, { limit: 10 })).toEqual([]);
});
