import fc from 'fast-check';
import { type Database, getTenant, pruneChanges, readChanges, runSync, type RunLine } from '@app/snapshot-core';
import {
  applyWeftFile,
  getModel,
  getUnified,
  parseWeftFile,
  readUnified,
  runUnify,
  type UnifiedView,
} from '@app/unify';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { foldFeed, textInput } from './support/ingest.ts';

// Integrations and models are the catalog's, shared by all tests of a database: these names are used by no other test.
const MODEL = `
integrations:
  sales: { streams: { Account: { key: Id, kind: full, delete_limit: none } } }
  books: { streams: { Customer: { key: Id, kind: full, delete_limit: none } } }
models:
  UNIQUE:
    fields: { name: company_name, email: email, phone: phone, postcode: postcode }
    sources:
      sales.Account: { unique: true, map: { name: Name, email: Email, phone: Phone, postcode: Zip } }
      books.Customer: { map: { name: Name, email: Email, phone: Phone, postcode: Zip } }
    survive: { default: most_frequent, name: [sales, books] }
  PLAIN:
    fields: { name: company_name, email: email, phone: phone, postcode: postcode }
    sources:
      sales.Account: { map: { name: Name, email: Email, phone: Phone, postcode: Zip } }
      books.Customer: { map: { name: Name, email: Email, phone: Phone, postcode: Zip } }
    survive: { default: most_complete }
`;

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
  await applyWeftFile(db, parseWeftFile(MODEL, 'weft.yaml'), '/');
});
afterAll(() => db.close());

type Row = { Id: string; Name: string | null; Email: string | null; Phone: string | null; Zip: string | null };
type Source = 'sales.Account' | 'books.Customer';

function deliver(tenant: string, source: Source, rows: readonly Row[]): Promise<RunLine> {
  const [integration, stream] = source.split('.') as [string, string];
  const lines = rows.map((row) =>
    [row.Id, row.Name, row.Email, row.Phone, row.Zip].map((value) => value ?? '').join(','),
  );
  return runSync(db, {
    tenant,
    integration,
    stream,
    input: textInput(`Id,Name,Email,Phone,Zip\n${lines.join('\n')}\n`),
  });
}

async function unify(tenant: string, model: string, full = false): Promise<RunLine> {
  return runUnify(db, await getTenant(db, tenant), await getModel(db, model), { full });
}

async function unified(tenant: string, model: string): Promise<UnifiedView[]> {
  return readUnified(db, await getTenant(db, tenant), await getModel(db, model), { limit: 1000 });
}

/** Unified records without their ids, in an order that does not depend on them. */
const content = (views: UnifiedView[]) =>
  views
    .map(({ data, sources, provenance }) => ({ data, sources, provenance }))
    .sort((a, b) => (JSON.stringify(a.sources) < JSON.stringify(b.sources) ? -1 : 1));

const few = <T>(...values: T[]) => fc.constantFrom(...values);
const row = fc.record<Row>({
  Id: few('1', '2', '3', '4', '5'),
  Name: few('Acme Inc', 'ACME', 'Beta LLC', 'Gamma', null),
  Email: few('a@acme.example', 'b@beta.example', null, null),
  Phone: few('+12125550101', '+12125550102', null, null),
  Zip: few('10001', '02134', null),
});
const extract = fc.record({
  source: few<Source>('sales.Account', 'books.Customer'),
  rows: fc.uniqueArray(row, { selector: ({ Id }) => Id, maxLength: 5 }),
  unify: fc.boolean(),
});

test.each(['UNIQUE', 'PLAIN'])(
  'I7: unifying bit by bit, in any batches, ends where one full run does (model %s)',
  async (model) => {
    await fc.assert(
      fc.asyncProperty(fc.array(extract, { minLength: 1, maxLength: 6 }), async (extracts) => {
        const [stepwise, once] = [uniqueTenant(), uniqueTenant()];
        const last = new Map<Source, Row[]>();
        for (const each of extracts) {
          await deliver(stepwise, each.source, each.rows);
          last.set(each.source, each.rows);
          if (each.unify) await unify(stepwise, model);
        }
        await unify(stepwise, model);
        for (const [source, rows] of last) await deliver(once, source, rows);
        await unify(once, model);

        const views = await unified(stepwise, model);
        expect(content(views)).toEqual(content(await unified(once, model)));

        // A full run finds nothing to change, and every id stays.
        expect(await unify(stepwise, model, true)).toMatchObject({ created: 0, updated: 0, deleted: 0, seq: null });
        expect(await unified(stepwise, model)).toEqual(views);

        // Unified records are in the feed like any others.
        const fold = await foldFeed(db, stepwise);
        const ids = [...fold.keys()].filter((id) => id.startsWith('unified.')).sort();
        expect(ids).toEqual(views.map(({ id }) => `unified.${model}:${id}`).sort());
      }),
      { numRuns: 15, endOnFailure: true },
    );
  },
  120_000,
);

const acme: Row = { Id: '1', Name: 'Acme Inc', Email: 'a@acme.example', Phone: null, Zip: null };

test('a retired id leads to the record that has its sources now, also over several merges', async () => {
  const tenant = uniqueTenant();
  const rows = ['1', '2', '3'].map((Id) => ({ ...acme, Id, Name: `Company ${Id}`, Email: `${Id}@mail.example` }));
  await deliver(tenant, 'books.Customer', rows);
  await unify(tenant, 'PLAIN');
  const before = await unified(tenant, 'PLAIN');
  // 3 becomes 2, then both become 1.
  await deliver(tenant, 'books.Customer', [rows[0]!, rows[1]!, { ...rows[2]!, Email: '2@mail.example' }]);
  await unify(tenant, 'PLAIN');
  await deliver(
    tenant,
    'books.Customer',
    rows.map((each) => ({ ...each, Email: '1@mail.example' })),
  );
  await unify(tenant, 'PLAIN');

  expect(before).toHaveLength(3);
  const [survivor, ...others] = await unified(tenant, 'PLAIN');
  expect(others).toEqual([]);
  expect(survivor!.sources.map(({ key }) => key)).toEqual(['1', '2', '3']);
  const [t, model] = [await getTenant(db, tenant), await getModel(db, 'PLAIN')];
  for (const { id } of before) {
    const found = await getUnified(db, t, model, id);
    expect(found).toEqual(id === survivor!.id ? survivor : { ...survivor, resolved_from: id });
  }
});

test('a value that more than 200 records share makes no pairs, and makes them again once it is shared by fewer', async () => {
  const tenant = uniqueTenant();
  const rows = Array.from({ length: 201 }, (_, i) => ({ ...acme, Id: String(i), Name: null }));
  await deliver(tenant, 'books.Customer', rows.slice(0, 200));
  await unify(tenant, 'PLAIN');
  expect(await unified(tenant, 'PLAIN')).toHaveLength(1);

  await deliver(tenant, 'books.Customer', rows);
  await unify(tenant, 'PLAIN');
  expect(await unified(tenant, 'PLAIN')).toHaveLength(201);

  await deliver(tenant, 'books.Customer', rows.slice(1));
  await unify(tenant, 'PLAIN');
  expect(await unified(tenant, 'PLAIN')).toHaveLength(1);
});

test('a changed model unifies everything anew and keeps the ids', async () => {
  const tenant = uniqueTenant();
  const name = `m${tenant.slice(2)}`;
  const definition = (survive: string) => MODEL.replaceAll('PLAIN', name).replace('most_complete', survive);
  await applyWeftFile(db, parseWeftFile(definition('most_complete'), 'weft.yaml'), '/');
  await deliver(tenant, 'sales.Account', [acme]);
  await deliver(tenant, 'books.Customer', [
    { ...acme, Name: 'Acme Incorporated' },
    { ...acme, Id: '2', Name: 'Acme Inc' },
  ]);
  await unify(tenant, name);
  const [before] = await unified(tenant, name);
  await applyWeftFile(db, parseWeftFile(definition('most_frequent'), 'weft.yaml'), '/');
  const line = await unify(tenant, name);

  expect(before!.data.name).toBe('Acme Incorporated');
  expect(line).toMatchObject({ created: 0, updated: 1, deleted: 0 });
  const [after] = await unified(tenant, name);
  expect(after).toMatchObject({ id: before!.id, data: { name: 'Acme Inc' } });
  const { changes } = await readChanges(db, await getTenant(db, tenant), { after: line.seq!.from - 1, limit: 10 });
  expect(changes).toMatchObject([{ op: 'updated', changed: ['name'], before: { name: 'Acme Incorporated' } }]);
});

test('provenance that alone changes is kept up to date without a change in the feed', async () => {
  const tenant = uniqueTenant();
  await deliver(tenant, 'books.Customer', [acme, { ...acme, Id: '2' }]);
  await unify(tenant, 'PLAIN');
  const [before] = await unified(tenant, 'PLAIN');
  await deliver(tenant, 'books.Customer', [
    { ...acme, Name: 'Acme' },
    { ...acme, Id: '2' },
  ]);
  const line = await unify(tenant, 'PLAIN');
  const [after] = await unified(tenant, 'PLAIN');

  expect(before!.provenance!.name).toMatchObject({ from: 'books.Customer:1', losers: [] });
  expect(line).toMatchObject({ received: 1, created: 0, updated: 0, deleted: 0, unchanged: 1, seq: null });
  expect(after).toMatchObject({ id: before!.id, data: before!.data });
  expect(after!.provenance!.name).toMatchObject({
    from: 'books.Customer:2',
    losers: [{ from: 'books.Customer:1', value: 'Acme' }],
  });
});

test('changes that were pruned before they were unified: everything is looked at, and nothing is missed', async () => {
  const tenant = uniqueTenant();
  const record = (Id: string, Name: string): Row => ({ Id, Name, Email: `x${Id}@x.example`, Phone: null, Zip: null });
  await deliver(tenant, 'sales.Account', [record('1', 'Acme'), record('2', 'Beta'), record('3', 'Gamma')]);
  await unify(tenant, 'PLAIN');
  await deliver(tenant, 'sales.Account', [record('1', 'Acme SE'), record('3', 'Gamma')]);
  await pruneChanges(db, await getTenant(db, tenant), new Date(Date.now() + 60_000));
  expect(await unify(tenant, 'PLAIN')).toMatchObject({ updated: 1, deleted: 1 });
  expect((await unified(tenant, 'PLAIN')).map(({ data }) => data.name).sort()).toEqual(['Acme SE', 'Gamma']);
});
