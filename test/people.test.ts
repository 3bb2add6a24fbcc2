import { randomUUID } from 'node:crypto';
import { type Database, getTenant, runSync } from '@app/snapshot-core';
import {
  applyWeftFile,
  decideLink,
  explainPair,
  explainUnified,
  forgetDecision,
  getModel,
  listDecisions,
  listRemoteIds,
  parseWeftFile,
  readReview,
  readUnified,
  registerRemoteId,
  runUnify,
  trainModel,
} from '@app/unify';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { textInput } from './support/ingest.ts';

const name = `people_${randomUUID().slice(0, 8)}`;
const file = `
integrations:
  ${name}_crm: { streams: { Account: { key: Id, kind: full, delete_limit: none } } }
  ${name}_erp: { streams: { Customer: { key: Id, kind: full, delete_limit: none } } }
models:
  ${name}:
    fields: { name: company_name, email: email, phone: phone, city: city }
    sources:
      ${name}_crm.Account: { map: { name: Name, email: Email, phone: Phone, city: City } }
      ${name}_erp.Customer: { map: { name: Name, email: Email, phone: Phone, city: City } }
    # A wide band: what a small tenant's default weights make of a pair is not this test's matter.
    match: { auto: 0.9999, review: 0.000001 }
`;

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
  await applyWeftFile(db, parseWeftFile(file, 'weft.yaml'), '/');
});
afterAll(() => db.close());

const crm = (key: string) => `${name}_crm.Account:${key}`;
const erp = (key: string) => `${name}_erp.Customer:${key}`;

async function deliver(tenant: string, integration: 'crm' | 'erp', rows: string[]): Promise<void> {
  const stream = integration === 'crm' ? 'Account' : 'Customer';
  const input = textInput(`Id,Name,Email,Phone,City\n${rows.join('\n')}\n`);
  await runSync(db, { tenant, integration: `${name}_${integration}`, stream, input });
}

const unify = async (tenant: string, full = false) =>
  runUnify(db, await getTenant(db, tenant), await getModel(db, name), { full });

/** Each unified record's source records. */
async function groups(tenant: string): Promise<string[][]> {
  const views = await readUnified(db, await getTenant(db, tenant), await getModel(db, name), { limit: 100 });
  return views
    .map(({ sources }) => sources.map(({ integration, stream, key }) => `${integration}.${stream}:${key}`).sort())
    .sort();
}

async function start(): Promise<{ tenant: Awaited<ReturnType<typeof getTenant>>; of: string }> {
  const of = uniqueTenant();
  await deliver(of, 'crm', ['1,Acme Ltd,hi@acme.example,,Bonn', '2,Bolt GmbH,,+12125550101,Ulm', '3,Zebra,,,Rom']);
  await deliver(of, 'erp', ['7,Acme,hi@acme.example,,Bonn', '8,Wholly Other,,,Oslo']);
  await unify(of);
  return { tenant: await getTenant(db, of), of };
}

test('what people decide holds, outlives full runs, and is undone when forgotten', async () => {
  const { tenant, of } = await start();
  const before = await groups(of);
  expect(before).toContainEqual([crm('1'), erp('7')]);
  expect(before).toContainEqual([crm('2')]);

  await decideLink(db, tenant, { model: name, a: erp('8'), b: crm('2') }, true, { by: 'Ann', note: 'told by phone' });
  expect(await decideLink(db, tenant, { model: name, a: crm('1'), b: erp('7') }, false)).toMatchObject({ absent: [] });
  await unify(of);
  const decided = [[crm('1')], [crm('2'), erp('8')], [crm('3')], [erp('7')]].sort();
  expect(await groups(of)).toEqual(decided);
  expect(await unify(of, true)).toMatchObject({ created: 0, updated: 0, deleted: 0 });
  expect(await groups(of)).toEqual(decided);
  expect(await listDecisions(db, tenant, name, { limit: 10 })).toMatchObject([
    { a: crm('1'), b: erp('7'), same: false, by: null },
    { a: crm('2'), b: erp('8'), same: true, by: 'Ann', note: 'told by phone' },
  ]);

  await forgetDecision(db, tenant, { model: name, a: crm('2'), b: erp('8') });
  await forgetDecision(db, tenant, { model: name, a: erp('7'), b: crm('1') });
  await unify(of);
  expect(await groups(of)).toEqual(before);
  await expect(forgetDecision(db, tenant, { model: name, a: erp('7'), b: crm('1') })).rejects.toMatchObject({
    code: 'unknown_record',
  });
});

test('a decision about a record that is not there says so, and holds once it comes', async () => {
  const { tenant, of } = await start();
  const pair = { model: name, a: crm('3'), b: erp('99') };
  expect(await decideLink(db, tenant, pair, true)).toMatchObject({ absent: [erp('99')] });
  await deliver(of, 'erp', ['99,Nothing alike,,,Lima']);
  await unify(of);
  expect(await groups(of)).toContainEqual([crm('3'), erp('99')]);
});

test('a decision that contradicts others is refused, and says which', async () => {
  const { tenant } = await start();
  const decide = (a: string, b: string, same: boolean) => decideLink(db, tenant, { model: name, a, b }, same);
  await decide(crm('1'), crm('2'), true);
  await decide(crm('2'), crm('3'), true);
  await expect(decide(crm('1'), crm('3'), false)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining(crm('2')),
  });
  await decide(crm('3'), erp('8'), false);
  await expect(decide(erp('8'), crm('1'), true)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining(`${crm('3')} and ${erp('8')}`),
  });
  await decide(crm('1'), crm('2'), false); // replaces what was said of these two
  await decide(erp('8'), crm('1'), true);
  await expect(decide(crm('1'), crm('1'), true)).rejects.toMatchObject({ code: 'invalid' });
  await expect(decide(crm('1'), 'elsewhere.Thing:1', true)).rejects.toMatchObject({ code: 'invalid' });
});

test('why tells what decided a pair: its evidence, a decision, or that they never met', async () => {
  const { tenant, of } = await start();
  const why = (a: string, b: string) => explainPair(db, tenant, { model: name, a, b });
  const matched = await why(crm('1'), erp('7'));
  expect(matched).toMatchObject({ together: true, link: null, path: [crm('1'), erp('7')], held: null });
  expect(matched.shared_keys.length).toBeGreaterThan(0);
  expect(matched.a.unified_id).toBe(matched.b.unified_id);

  const apart = await why(crm('3'), erp('8'));
  expect(apart).toMatchObject({ together: false, shared_keys: [], path: [] });
  expect(apart.verdict).toContain('never compared');

  await decideLink(db, tenant, { model: name, a: crm('3'), b: erp('8') }, true, { by: 'Ann' });
  await unify(of);
  expect(await why(crm('3'), erp('8'))).toMatchObject({ together: true, verdict: expect.stringContaining('by Ann') });
  await expect(why(crm('3'), erp('99'))).rejects.toMatchObject({ code: 'unknown_record' });

  const { records, matches } = await explainUnified(db, tenant, await getModel(db, name), matched.a.unified_id!);
  expect(records.map(({ ref }) => ref)).toEqual([crm('1'), erp('7')]);
  expect(matches).toMatchObject([{ a: crm('1'), b: erp('7'), linked: false }]);
});

test('evidence and prior add up to the weight', async () => {
  const { tenant } = await start();
  const { prior, evidence, weight, rule, veto } = await explainPair(db, tenant, {
    model: name,
    a: crm('1'),
    b: erp('8'),
  });
  expect({ rule, veto }).toEqual({ rule: null, veto: null });
  expect(evidence.reduce((sum, { weight: bits }) => sum + bits, prior)).toBeCloseTo(weight, 1);
});

test('pairs that look alike wait for a decision until there is one', async () => {
  const { tenant, of } = await start();
  // Alike in name alone: not enough for a match of companies with other things to go by.
  await deliver(of, 'crm', ['4,Northern Lights Trading,,,', '5,Northern Lights Tradings,,,Oslo']);
  await unify(of);
  const { items } = await readReview(db, tenant, name, { limit: 50 });
  expect(items.length).toBeGreaterThan(0);
  for (const { a, b } of items) expect(a.unified_id).not.toBe(b.unified_id);
  expect(items.map(({ weight }) => weight)).toEqual(items.map(({ weight }) => weight).sort((x, y) => y - x));
  for (const { a, b } of items) await decideLink(db, tenant, { model: name, a: a.ref, b: b.ref }, false);
  await unify(of);
  expect((await readReview(db, tenant, name, { limit: 50 })).items).toEqual([]);
});

test('a record made by an export is the unified record it was made from, when it comes', async () => {
  const { tenant, of } = await start();
  const model = await getModel(db, name);
  const [bolt] = (await readUnified(db, tenant, model, { limit: 10 })).filter(({ data }) => data.name === 'Bolt GmbH');
  const registered = await registerRemoteId(db, tenant, model, bolt!.id, erp('500'));
  expect(registered).toEqual([
    { integration: `${name}_crm`, stream: 'Account', key: '2', direction: 'in', delivered: true },
    { integration: `${name}_erp`, stream: 'Customer', key: '500', direction: 'out', delivered: false },
  ]);
  await unify(of);

  // The integration changed what it was sent beyond recognition.
  await deliver(of, 'erp', ['7,Acme,hi@acme.example,,Bonn', '500,B.,,,']);
  await unify(of);
  expect(await groups(of)).toContainEqual([crm('2'), erp('500')]);
  expect(await listRemoteIds(db, tenant, model, bolt!.id, `${name}_erp`)).toEqual([
    { integration: `${name}_erp`, stream: 'Customer', key: '500', direction: 'out', delivered: true },
  ]);
  const [acme] = (await readUnified(db, tenant, model, { limit: 10 })).filter(({ sources }) =>
    sources.some(({ key }) => key === '7'),
  );
  await expect(registerRemoteId(db, tenant, model, acme!.id, erp('500'))).rejects.toMatchObject({ code: 'conflict' });
});

test('decisions train the weights, which are measured before they are used', async () => {
  const { tenant, of } = await start();
  await expect(trainModel(db, tenant, name)).rejects.toMatchObject({ code: 'invalid' });
  const trades = ['Roofing', 'Plumbing', 'Bakery', 'Optics', 'Books', 'Garden', 'Marine', 'Print', 'Tiles', 'Foods'];
  const owners = ['Quandt', 'Ferrari', 'Okafor', 'Nowak', 'Silva', 'Tanaka', 'Dubois', 'Ivanov', 'Larsen', 'Costa'];
  const crmRows = trades.map((trade, i) => `c${i},${owners[i]} ${trade},,,Bonn`);
  const erpRows = trades.map((trade, i) => `e${i},${owners[i]} ${trade},,,Kyoto ${i}`);
  await deliver(of, 'crm', crmRows);
  await deliver(of, 'erp', erpRows);
  await unify(of);
  // Here firms keep one name in many cities, and colleagues in one city are strangers.
  for (const [i] of trades.entries()) {
    const [a, b, next] = [crm(`c${i}`), erp(`e${i}`), crm(`c${(i + 1) % trades.length}`)];
    await decideLink(db, tenant, { model: name, a, b }, true);
    if (i % 2 === 0) await decideLink(db, tenant, { model: name, a, b: next }, false);
  }
  await unify(of);

  const dry = await trainModel(db, tenant, name);
  expect(dry).toMatchObject({ decisions: { same: 10, different: 5 }, best: 'refined', used: false });
  expect(dry.refined.surprise).toBeLessThan(dry.current.surprise);
  expect(await trainModel(db, tenant, name, { use: true })).toMatchObject({ ...dry, used: true });
  const used = await trainModel(db, tenant, name);
  expect(used.current.surprise).toBeLessThan(dry.current.surprise);
  expect(await unify(of, true)).toMatchObject({ created: 0, updated: 0, deleted: 0 });
});
