import fc from 'fast-check';
import { type Database, getRun, getTenant, listRejects, type RunLine, type StreamSettings } from '@app/snapshot-core';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { allRecords, foldFeed, ingest, textInput } from './support/ingest.ts';

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

type File = [name: string, text: string];

function deliver(tenant: string, files: File[], settings: Partial<StreamSettings> = {}): Promise<RunLine> {
  return ingest(db, tenant, '', settings, { input: files.map(([name, text]) => textInput(text, name)) });
}

test('several files are one run: the union is the complete extract, the run names them all', async () => {
  const tenant = uniqueTenant();
  await deliver(tenant, [['a.csv', 'Id,Name\n1,a\n2,b\n3,c\n']]);
  const files: File[] = [
    ['x/a.csv', 'Id,Name\n1,A\n'],
    ['x/b.csv', '\ufeffId,Name\r\n3,c\r\n4,d\r\n'],
  ];
  const line = await deliver(tenant, files, { kind: 'full' });
  expect(line).toMatchObject({ received: 3, created: 1, updated: 1, deleted: 1, unchanged: 1 });
  expect((await getRun(db, await getTenant(db, tenant), line.run)).delivery).toBe('x/a.csv, x/b.csv');
  expect(await deliver(tenant, files, { kind: 'full' })).toMatchObject({ unchanged: 3, deleted: 0, seq: null });
});

test('a column that one file lacks is absent from its records alone', async () => {
  const tenant = uniqueTenant();
  const before = 'Id,Name,Phone\n1,a,1\n2,b,2\n3,c,3\n';
  await deliver(tenant, [['a.csv', before]]);
  const files: File[] = [
    ['a.csv', 'Id,Name\n1,A\n'],
    ['b.csv', 'Phone;Id\n"";2\n'],
    ['c.jsonl', '{"Id":3,"Name":null}\n{"Id":4,"New":true}'],
  ];
  expect(await deliver(tenant, files)).toMatchObject({ received: 4, created: 1, updated: 3 });
  expect([...(await allRecords(db, tenant)).values()]).toEqual([
    { Id: '1', Name: 'A', Phone: '1', New: null },
    { Id: '2', Name: 'b', Phone: '', New: null },
    { Id: '3', Name: null, Phone: '3', New: null },
    { Id: '4', Name: null, Phone: null, New: true },
  ]);
  expect(await deliver(tenant, files)).toMatchObject({ unchanged: 4, seq: null });
});

test.each([
  ['of one header', 'Id,Name\n1,a\n', 'Id,Name\n2\n'],
  ['of different headers', 'Id,Name\n1,a\n', 'Name,Id\n2\n'],
])('rejects name their file and line: CSV %s', async (_, first, second) => {
  const tenant = uniqueTenant();
  const line = await deliver(tenant, [
    ['x/first.csv', first],
    ['x/second.csv', second],
  ]);
  expect(line).toMatchObject({ created: 1, rejected: 1 });
  expect(await listRejects(db, line.run, { limit: 5 })).toMatchObject([{ file: 'second.csv', line: 2, raw: '2' }]);
});

test('a fault of one file fails them all, and says which', async () => {
  const tenant = uniqueTenant();
  const files: File[] = [
    ['a.csv', 'Id,Name\n1,a\n'],
    ['b.csv', 'Id,Name\n2,"b\n'],
  ];
  await expect(deliver(tenant, files)).rejects.toMatchObject({
    message: expect.stringMatching(/, b\.csv: a quote is opened in the record on line 2/),
  });
  await expect(allRecords(db, tenant)).rejects.toMatchObject({ code: 'unknown_stream' });
});

/** Rows cut into files give what one file gives, whatever their form: duplicates across files, too. */
test('where the files are cut makes no difference', async () => {
  const row = fc.tuple(fc.constantFrom('1', '2', '3', '4'), fc.constantFrom('a', 'b', '', null));
  const part = fc.tuple(
    fc.array(row, { maxLength: 4 }),
    fc.constantFrom('Id,Name', 'Name,Id', 'jsonl', 'json'),
    fc.boolean(),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(part, { minLength: 1, maxLength: 4 }), { maxLength: 3 }), async (deliveries) => {
      const [whole, cut] = [uniqueTenant(), uniqueTenant()];
      for (const parts of deliveries) {
        const all = parts.flatMap(([rows]) => rows);
        const files = parts.map(([rows, form], i): File => write(rows, form, i));
        const settings: Partial<StreamSettings> = { key: ['Id'], kind: 'full', deleteLimit: { type: 'none' } };
        const { created, updated, deleted } = await deliver(whole, [write(all, 'Id,Name', 0)], settings);
        expect(await deliver(cut, files, settings)).toMatchObject({ created, updated, deleted });
      }
      if (deliveries.length === 0) return;
      const named = (records: Map<string, object>) =>
        [...records].map(([key, data]) => [key, (data as { Name?: unknown }).Name ?? null]).sort();
      expect(named(await foldFeed(db, cut))).toEqual(named(await foldFeed(db, whole)));
    }),
    { numRuns: 15, endOnFailure: true },
  );
}, 120_000);

function write(rows: [string, string | null][], form: string, i: number): File {
  const records = rows.map(([Id, Name]) => JSON.stringify({ Id, Name }));
  if (form === 'json') return [`${i}.json`, `[${records.join(',')}]`];
  if (form === 'jsonl') return [`${i}.jsonl`, records.join('\n')];
  const field = (value: string | null) => (value === null ? '' : `"${value}"`);
  const lines = rows.map(([id, name]) => (form === 'Id,Name' ? [id, field(name)] : [field(name), id]).join(','));
  return [`${i}.csv`, `${form}\n${lines.map((line) => `${line}\n`).join('')}`];
}
