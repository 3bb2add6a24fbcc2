import fc from 'fast-check';
import { type Database, getTenant, readChanges, runSync } from '@app/snapshot-core';
import {
  applyWeftFile,
  expandRelations,
  getModel,
  getUnified,
  listModels,
  parseWeftFile,
  readUnified,
  relateModels,
  runUnify,
  type UnifiedView,
} from '@app/unify';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { textInput } from './support/ingest.ts';

// Integrations and models are the catalog's, shared by all tests of a database: these names are used by no other test.
const FILE = `
integrations:
  rel-crm: { streams: { Account: { key: Id, kind: full, delete_limit: none } } }
  rel-books:
    streams:
      Customer: { key: Id, kind: full, delete_limit: none }
      Invoice: { key: Id, kind: full, delete_limit: none }
models:
  a_rel_invoice: # before its customer in order of name
    fields: { number: identifier, total: number }
    sources: { rel-books.Invoice: { unique: true, map: { number: Number, total: Total } } }
    relations:
      buyer: { to: rel_customer, from: { rel-books.Invoice: { rel-books.Customer: CustomerRef.value, rel-crm.Account: Account } } }
  rel_customer:
    fields: { name: company_name, email: email }
    sources:
      rel-crm.Account: { map: { name: Name, email: Email } }
      rel-books.Customer: { map: { name: Name, email: Email } }
    rollups:
      invoices: { of: a_rel_invoice, by: buyer, count: true }
      invoiced: { of: a_rel_invoice, by: buyer, sum: total }
`;
const [INVOICE, CUSTOMER] = ['a_rel_invoice', 'rel_customer'];

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
  await applyWeftFile(db, parseWeftFile(FILE, 'weft.yaml'), '/');
});
afterAll(() => db.close());

type Rows = readonly Readonly<Record<string, string>>[];

async function deliver(tenant: string, source: string, columns: string[], rows: Rows): Promise<void> {
  const [integration = '', stream = ''] = source.split('.');
  const quoted = (text: string) => (text === '' ? '' : `"${text.replaceAll('"', '""')}"`);
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))];
  const text = lines.map((line) => line.map(quoted).join(',')).join('\n');
  await runSync(db, { tenant, integration, stream, input: textInput(`${text}\n`) });
}

const PARTY = ['Id', 'Name', 'Email'];
const accounts = (tenant: string, rows: Rows) => deliver(tenant, 'rel-crm.Account', PARTY, rows);
const customers = (tenant: string, rows: Rows) => deliver(tenant, 'rel-books.Customer', PARTY, rows);
const invoices = (tenant: string, rows: Rows) =>
  deliver(tenant, 'rel-books.Invoice', ['Id', 'Number', 'Total', 'CustomerRef', 'Account'], rows);
const ref = (value: string) => `{'value': '${value}', 'name': None}`;

const unify = async (tenant: string, model: string, full = false) =>
  runUnify(db, await getTenant(db, tenant), await getModel(db, model), { full });
const read = async (tenant: string, model: string): Promise<UnifiedView[]> =>
  readUnified(db, await getTenant(db, tenant), await getModel(db, model), { limit: 1000 });

/** What relations and roll-ups have to be, from the unified records' sources and the delivered rows alone. */
async function expectRelated(tenant: string, delivered: Rows): Promise<void> {
  const [parties, sold] = [await read(tenant, CUSTOMER), await read(tenant, INVOICE)];
  const idOf = new Map(
    parties.flatMap(({ id, sources }) => sources.map((s) => [`${s.integration}.${s.stream}:${s.key}`, id] as const)),
  );
  const rowOf = new Map(delivered.map((row) => [row.Id, row]));
  const totals = new Map<string, { count: number; cents: number | null }>();
  for (const { data, sources } of sold) {
    const row = rowOf.get(sources[0]!.key)!;
    const customer = /'value': '(\d+)'/.exec(row.CustomerRef ?? '')?.[1];
    const buyer = idOf.get(`rel-books.Customer:${customer}`) ?? idOf.get(`rel-crm.Account:${row.Account}`) ?? null;
    expect([row.Id, data.buyer]).toEqual([row.Id, buyer]);
    if (buyer === null) continue;
    const sum = totals.get(buyer) ?? { count: 0, cents: null };
    const amount = /^[\d.,]+$/.test(row.Total ?? '') ? Math.round(Number(row.Total!.replace(',', '')) * 100) : null;
    totals.set(buyer, { count: sum.count + 1, cents: amount === null ? sum.cents : (sum.cents ?? 0) + amount });
  }
  for (const { id, data } of parties) {
    const { count, cents } = totals.get(id) ?? { count: 0, cents: null };
    const invoiced = data.invoiced === null ? null : Math.round(Number(data.invoiced) * 100);
    expect([id, data.invoices, invoiced]).toEqual([id, count, cents]);
  }
}

const ACME = { Id: '1', Name: 'Acme', Email: 'a@acme.example' };
const OTHER = { Id: '2', Name: 'Acme Europe', Email: 'eu@acme.example' };

test('an invoice leads to its customer, and follows when customers merge, split and go', async () => {
  const tenant = uniqueTenant();
  const sold = [
    { Id: '10', Number: 'A-1', Total: '100.10', CustomerRef: ref('1') },
    { Id: '11', Number: 'A-2', Total: '1,000.20', CustomerRef: ref('2') },
    { Id: '12', Number: 'A-3', Total: 'unknown', CustomerRef: ref('2') },
    { Id: '13', Number: 'A-4', Total: '5', CustomerRef: ref('9') },
  ];
  await customers(tenant, [ACME, OTHER]);
  await unify(tenant, CUSTOMER);
  await invoices(tenant, sold);
  await unify(tenant, INVOICE);
  const byName = async () =>
    Object.fromEntries((await read(tenant, CUSTOMER)).map(({ data }) => [data.name, [data.invoices, data.invoiced]]));
  expect(await byName()).toEqual({
    Acme: [1, '100.10'].map((v) => (v === '100.10' ? 100.1 : v)),
    'Acme Europe': [2, 1000.2],
  });
  const before = await read(tenant, INVOICE);
  expect(before.map(({ data }) => data.buyer === null)).toEqual([false, false, false, true]);

  // The same company after all: the CRM's record has the e-mail of one and then of the other.
  await customers(tenant, [ACME, { ...OTHER, Email: ACME.Email }]);
  await unify(tenant, CUSTOMER);
  const merged = await read(tenant, CUSTOMER);
  expect(merged.map(({ data }) => [data.invoices, data.invoiced])).toEqual([[3, 1100.3]]);
  const buyers = new Set((await read(tenant, INVOICE)).map(({ data }) => data.buyer));
  expect(buyers).toEqual(new Set([merged[0]!.id, null]));

  await customers(tenant, [ACME, OTHER, { Id: '9', Name: 'Late', Email: 'late@x.example' }]);
  await unify(tenant, CUSTOMER);
  await expectRelated(tenant, sold);
  await customers(tenant, [OTHER]);
  await unify(tenant, CUSTOMER);
  await expectRelated(tenant, sold);
  expect((await read(tenant, INVOICE)).map(({ data }) => data.buyer).filter((id) => id === null)).toHaveLength(2);
});

test('invoices may come before customers; a new invoice is published with its customer at once', async () => {
  const tenant = uniqueTenant();
  const sold = [{ Id: '10', Number: 'A-1', Total: '7', CustomerRef: ref('1') }];
  await invoices(tenant, sold);
  await unify(tenant, INVOICE);
  await customers(tenant, [ACME]);
  await unify(tenant, CUSTOMER);
  await expectRelated(tenant, sold);

  const more = [...sold, { Id: '11', Number: 'A-2', Total: '8', Account: '5', CustomerRef: ref('1') }];
  const { latest } = await readChanges(db, await getTenant(db, tenant), { after: 0, limit: 1 });
  await invoices(tenant, more);
  await unify(tenant, INVOICE);
  const page = await readChanges(db, await getTenant(db, tenant), { after: latest, limit: 100 });
  const [buyer] = await read(tenant, CUSTOMER);
  expect(page.changes.map(({ source, op, after }) => [source, op, after?.buyer ?? after?.invoices ?? null])).toEqual([
    ['rel-books.Invoice', 'created', null],
    [`unified.${INVOICE}`, 'created', buyer!.id],
    [`unified.${CUSTOMER}`, 'updated', 2],
  ]);
});

test('nothing changed is nothing in the feed and no run; a full run changes nothing either', async () => {
  const tenant = uniqueTenant();
  await customers(tenant, [ACME, OTHER]);
  await invoices(tenant, [{ Id: '10', Number: 'A-1', Total: '7', CustomerRef: ref('1') }]);
  for (const model of [CUSTOMER, INVOICE]) await unify(tenant, model);
  const { latest } = await readChanges(db, await getTenant(db, tenant), { after: 0, limit: 1 });
  const before = [await read(tenant, CUSTOMER), await read(tenant, INVOICE)];
  for (const full of [false, true]) for (const model of [INVOICE, CUSTOMER]) await unify(tenant, model, full);
  expect([await read(tenant, CUSTOMER), await read(tenant, INVOICE)]).toEqual(before);
  expect((await readChanges(db, await getTenant(db, tenant), { after: latest, limit: 10 })).changes).toEqual([]);
});

test("what changes in a customer beside its records is none of its invoices' business", async () => {
  const tenant = uniqueTenant();
  await customers(tenant, [ACME, OTHER]);
  await invoices(tenant, [{ Id: '10', Number: 'A-1', Total: '7', CustomerRef: ref('1') }]);
  for (const model of [CUSTOMER, INVOICE]) await unify(tenant, model);
  await relateModels(db, await getTenant(db, tenant)); // past its own changes
  const { schemaName } = await getTenant(db, tenant);
  const lookedAt = async () =>
    (
      await db.pool.query(
        `select seq from "${schemaName}".relate_state where model = '${INVOICE}' and kind = 'relations'`,
      )
    ).rows[0].seq;
  const before = await lookedAt();
  await customers(tenant, [{ ...ACME, Name: 'Acme Ltd' }, OTHER]);
  await unify(tenant, CUSTOMER);
  expect(await lookedAt()).toBe(before);
  await customers(tenant, [OTHER]);
  await unify(tenant, CUSTOMER);
  expect(await lookedAt()).toBeGreaterThan(before);
  expect((await read(tenant, INVOICE)).map(({ data }) => data.buyer)).toEqual([null]);
});

test('a relation expands to the record that it leads to', async () => {
  const tenant = uniqueTenant();
  await customers(tenant, [ACME]);
  await invoices(tenant, [
    { Id: '10', Number: 'A-1', Total: '7', CustomerRef: ref('1') },
    { Id: '11', Number: 'A-2', CustomerRef: ref('3') },
  ]);
  for (const model of [CUSTOMER, INVOICE]) await unify(tenant, model);
  const [owner, model] = [await getTenant(db, tenant), await getModel(db, INVOICE)];
  const [buyer] = await read(tenant, CUSTOMER);
  const expanded = await expandRelations(db, owner, model, await read(tenant, INVOICE), ['buyer']);
  expect(expanded.map((view) => view.expanded)).toEqual([
    { buyer: { id: buyer!.id, data: buyer!.data } },
    { buyer: null },
  ]);
  const one = await getUnified(db, owner, model, expanded[0]!.id);
  await expect(expandRelations(db, owner, model, [one], ['seller'])).rejects.toThrow(
    'has no relation "seller" to expand',
  );
});

test('models are unified after those that their relations lead to', async () => {
  const names = (await listModels(db)).map(({ name }) => name);
  expect(names.indexOf(CUSTOMER)).toBeLessThan(names.indexOf(INVOICE));
});

const id = fc.constantFrom('1', '2', '3');
const party = fc.record({
  Id: id,
  Name: fc.constantFrom('Acme', 'Beta', 'Gamma'),
  Email: fc.constantFrom('a@acme.example', 'b@beta.example', ''),
});
const bill = fc.record({
  Id: fc.constantFrom('10', '11', '12', '13'),
  Number: fc.constantFrom('A-1', 'A-2', 'A-3'),
  Total: fc.constantFrom('1.10', '20', '1,300.5', 'n/a', ''),
  CustomerRef: fc.option(id.map(ref), { nil: '' }),
  Account: fc.option(id, { nil: '' }),
});
const distinct = <T extends { Id: string }>(rows: fc.Arbitrary<T>) =>
  fc.uniqueArray(rows, { selector: ({ Id }) => Id, maxLength: 4 });
const step = fc.oneof(
  distinct(party).map((rows) => ({ what: 'accounts' as const, rows })),
  distinct(party).map((rows) => ({ what: 'customers' as const, rows })),
  distinct(bill).map((rows) => ({ what: 'invoices' as const, rows })),
  fc.constantFrom(CUSTOMER, INVOICE).map((model) => ({ what: 'unify' as const, model })),
);

test('in whatever order and batches records come, relations and roll-ups end as brute force has them', async () => {
  expect.hasAssertions(); // they are expectRelated's
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 12 }), async (steps) => {
      const tenant = uniqueTenant();
      let sold: Rows = [];
      await invoices(tenant, []);
      for (const each of steps) {
        if (each.what === 'unify') await unify(tenant, each.model);
        else if (each.what === 'invoices') await invoices(tenant, (sold = each.rows));
        else await (each.what === 'accounts' ? accounts : customers)(tenant, each.rows);
      }
      await unify(tenant, INVOICE);
      await unify(tenant, CUSTOMER);
      await expectRelated(tenant, sold);
    }),
    { numRuns: 8 },
  );
}, 300_000);
