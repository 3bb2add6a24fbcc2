import { type Database, ensureTenant, getTenant, readChanges, runSync } from '@app/snapshot-core';
import {
  applyWeftFile,
  decideLink,
  explainPair,
  forgetDecision,
  getModel,
  getUnified,
  parseWeftFile,
  readUnified,
  runUnify,
} from '@app/unify';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { textInput } from './support/ingest.ts';

// Integrations and models are the catalog's, shared by all tests of a database: these names are used by no other test.
const FILE = `
integrations:
  sf-merge:
    streams:
      Account: { key: Id, deletedWhen: { IsDeleted: true }, merged_into: MasterRecordId }
      Order: { key: Id }
  hs-merge: { streams: { companies: { key: id, kind: full, delete_limit: none } } }
models:
  merge_company:
    fields: { name: company_name, email: email }
    sources:
      sf-merge.Account: { merged_into: MasterRecordId, map: { name: Name, email: Email } }
      hs-merge.companies: { merged_ids: hs_merged_object_ids, map: { name: name, email: email } }
  merge_order:
    fields: { number: identifier }
    sources: { sf-merge.Order: { map: { number: Number } } }
    relations: { buyer: { to: merge_company, from: { sf-merge.Order: { sf-merge.Account: AccountId } } } }
`;

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
  await applyWeftFile(db, parseWeftFile(FILE, 'weft.yaml'), '/');
});
afterAll(() => db.close());

const deliver = (tenant: string, source: string, csv: string) => {
  const [integration = '', stream = ''] = source.split('.');
  return runSync(db, { tenant, integration, stream, input: textInput(`${csv.trim().replace(/\n\s+/g, '\n')}\n`) });
};
const accounts = (tenant: string, ...lines: string[]) =>
  deliver(tenant, 'sf-merge.Account', ['Id,Name,Email,IsDeleted,MasterRecordId', ...lines].join('\n'));
const companies = (tenant: string, ...lines: string[]) =>
  deliver(tenant, 'hs-merge.companies', ['id,name,email,hs_merged_object_ids', ...lines].join('\n'));

async function unify(tenant: string, name = 'merge_company', full = false) {
  return runUnify(db, await getTenant(db, tenant), await getModel(db, name), { full });
}
async function unified(tenant: string, name = 'merge_company') {
  return readUnified(db, await getTenant(db, tenant), await getModel(db, name), { limit: 100 });
}
/** The unified record with this name, by id. */
const idOf = async (tenant: string, name: string) =>
  (await unified(tenant)).find(({ data }) => data.name === name)?.id ?? '';
const get = async (tenant: string, id: string) =>
  getUnified(db, await getTenant(db, tenant), await getModel(db, 'merge_company'), id);
async function opsSince(tenant: string, after: number) {
  const { changes } = await readChanges(db, await getTenant(db, tenant), { after, limit: 100 });
  return changes.filter(({ source }) => source === 'unified.merge_company').map(({ key, op }) => [key, op]);
}
const latest = async (tenant: string) =>
  (await readChanges(db, await getTenant(db, tenant), { after: 0, limit: 1 })).latest;

test.each([false, true])(
  'Salesforce: a deleted record with a master is merged, not deleted (full run: %s)',
  async (full) => {
    const tenant = uniqueTenant();
    await accounts(
      tenant,
      '1,Old Name,old@x.example,false,',
      '2,Acme,a@acme.example,false,',
      '3,Other,o@o.example,false,',
    );
    await unify(tenant);
    const [loser, winner, other] = [
      await idOf(tenant, 'Old Name'),
      await idOf(tenant, 'Acme'),
      await idOf(tenant, 'Other'),
    ];
    const before = await latest(tenant);
    await accounts(tenant, '1,Old Name,old@x.example,true,2', '3,Other,o@o.example,true,');
    await unify(tenant, 'merge_company', full);
    expect(await get(tenant, loser)).toMatchObject({ id: winner, resolved_from: loser });
    expect(await unified(tenant)).toHaveLength(1);
    const ops = new Map((await opsSince(tenant, before)) as [string, string][]);
    expect([ops.get(loser), ops.get(other)]).toEqual(['merged', 'deleted']);
    await expect(get(tenant, other)).rejects.toThrow('has no unified');
  },
);

test('what people decided about the record that was merged away holds for the other', async () => {
  const tenant = uniqueTenant();
  await accounts(
    tenant,
    '1,Old Name,old@x.example,false,',
    '2,Acme,a@acme.example,false,',
    '3,Partner,p@p.example,false,',
  );
  await unify(tenant);
  const pair = { model: 'merge_company', a: 'sf-merge.Account:1', b: 'sf-merge.Account:3' };
  await decideLink(db, await getTenant(db, tenant), pair, true);
  await unify(tenant);
  expect(await unified(tenant)).toHaveLength(2);
  await accounts(tenant, '1,Old Name,old@x.example,true,2');
  await unify(tenant);
  const [only, ...rest] = await unified(tenant);
  expect(rest).toEqual([]);
  expect(only?.sources.map(({ key }) => key)).toEqual(['2', '3']);
});

test('why and link by a key that was merged away are about the other record, and say so', async () => {
  const tenant = uniqueTenant();
  const lines = ['1,Old Name,old@x.example,false,', '2,Acme,a@acme.example,false,', '3,Partner,p@p.example,false,'];
  await accounts(tenant, ...lines);
  await unify(tenant);
  await accounts(tenant, '1,Old Name,old@x.example,true,2');
  await unify(tenant);
  const [old, winner, partner] = ['1', '2', '3'].map((key) => `sf-merge.Account:${key}`) as [string, string, string];
  const whole = await getTenant(db, tenant);
  const pair = { model: 'merge_company', a: old, b: partner };
  const merged = [{ ref: old, into: winner }];
  const told = `${old} was merged into ${winner} by its source`;
  const why = await explainPair(db, whole, pair);
  expect(why).toMatchObject({ a: { ref: winner }, b: { ref: partner }, merged, together: false });
  expect(why.verdict).toContain(told);
  expect(await explainPair(db, whole, { ...pair, b: winner })).toMatchObject({
    verdict: `one record: ${told}`,
    merged,
  });

  expect(await decideLink(db, whole, pair, true)).toMatchObject({ a: winner, b: partner, same: true, merged });
  await unify(tenant);
  expect(await unified(tenant)).toHaveLength(1);
  expect(await forgetDecision(db, whole, pair)).toEqual({ merged });
  await unify(tenant);
  expect(await unified(tenant)).toHaveLength(2);
  await expect(decideLink(db, whole, { ...pair, b: winner }, false)).rejects.toMatchObject({ code: 'conflict' });
});

test('HubSpot: the winner names those merged into it; ids follow over several merges', async () => {
  const tenant = uniqueTenant();
  await companies(tenant, '1,One,1@x.example,', '2,Two,2@x.example,', '3,Three,3@x.example,');
  await unify(tenant);
  const [one, two, three] = [await idOf(tenant, 'One'), await idOf(tenant, 'Two'), await idOf(tenant, 'Three')];
  await companies(tenant, '2,Two,2@x.example,1', '3,Three,3@x.example,');
  await unify(tenant);
  expect(await get(tenant, one)).toMatchObject({ id: two });
  await companies(tenant, '3,Three,3@x.example,2:1700000000000;1:1600000000000');
  await unify(tenant);
  expect(await get(tenant, one)).toMatchObject({ id: three, resolved_from: one });
  expect(await get(tenant, two)).toMatchObject({ id: three, resolved_from: two });
});

test('both still there: they are one; a merge that is told late makes the lost id resolve', async () => {
  const tenant = uniqueTenant();
  await companies(tenant, '1,One,1@x.example,', '2,Two,2@x.example,1');
  await unify(tenant);
  expect(await unified(tenant)).toHaveLength(1);

  const late = uniqueTenant();
  await companies(late, '1,One,1@x.example,', '2,Two,2@x.example,');
  await unify(late);
  const [one, two] = [await idOf(late, 'One'), await idOf(late, 'Two')];
  await companies(late, '2,Two,2@x.example,');
  await unify(late);
  await expect(get(late, one)).rejects.toThrow('has no unified');
  await companies(late, '2,Two,2@x.example,1');
  await unify(late);
  expect(await get(late, one)).toMatchObject({ id: two, resolved_from: one });
});

test('a relation to the record that was merged away leads to the other', async () => {
  const tenant = uniqueTenant();
  await accounts(tenant, '1,Old Name,old@x.example,false,', '2,Acme,a@acme.example,false,');
  await deliver(tenant, 'sf-merge.Order', 'Id,Number,AccountId\n7,A-7,1');
  await unify(tenant);
  await unify(tenant, 'merge_order');
  await accounts(tenant, '1,Old Name,old@x.example,true,2');
  await unify(tenant);
  const [order] = await unified(tenant, 'merge_order');
  expect(order?.data.buyer).toBe(await idOf(tenant, 'Acme'));
});

test('nothing more happens when nothing more is told', async () => {
  const tenant = uniqueTenant();
  await accounts(tenant, '1,Old Name,old@x.example,false,', '2,Acme,a@acme.example,false,');
  await unify(tenant);
  await accounts(tenant, '1,Old Name,old@x.example,true,2');
  await unify(tenant);
  const [before, records] = [await latest(tenant), await unified(tenant)];
  await unify(tenant);
  await unify(tenant, 'merge_company', true);
  expect(await opsSince(tenant, before)).toEqual([]);
  expect(await unified(tenant)).toEqual(records);
});

test('streams of a new tenant may tell of their first merges at once', async () => {
  const settings = { key: ['Id'], deletedWhen: { IsDeleted: 'true' }, mergedInto: 'Master' };
  for (let turn = 0; turn < 3; turn++) {
    const tenant = uniqueTenant();
    await ensureTenant(db, tenant);
    const runs = ['A', 'B', 'C', 'D'].map((stream) =>
      runSync(db, {
        tenant,
        integration: 'merge_first',
        stream,
        input: textInput('Id,IsDeleted,Master\n1,true,2\n'),
        settings,
      }),
    );
    expect((await Promise.all(runs)).map(({ status }) => status)).toEqual(Array(4).fill('succeeded'));
  }
});
