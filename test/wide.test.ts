import {
  type Database,
  first,
  getSnapshotTable,
  getTenant,
  listStreams,
  makeTypedViews,
  readChanges,
  readRecords,
  Sql,
  sql,
  type StreamSettings,
} from '@app/snapshot-core';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { allRecords, type Fields, foldFeed, ingest, textInput } from './support/ingest.ts';

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

const raw = (text: string) => new Sql([text], []);
const names = (count: number) => ['Id', ...Array.from({ length: count - 1 }, (_, i) => `Column ${i + 1}`)];

/** Records in which a column's value is what `cell` says; null where it says so. */
function wide(
  columns: readonly string[],
  records: number,
  cell: (record: number, column: number) => string | null,
): string {
  const lines = Array.from({ length: records }, (_, record) =>
    [String(record), ...columns.slice(1).map((_, i) => cell(record, i + 1) ?? '')].join(','),
  );
  return `${columns.join(',')}\n${lines.join('\n')}\n`;
}

const expected = (csv: string): Map<string, Fields> => {
  const [header, ...lines] = csv
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));
  return new Map(
    lines.map((fields) => [fields[0]!, Object.fromEntries(header!.map((name, i) => [name, fields[i] || null]))]),
  );
};

// What is larger than 24 bytes can be moved out of a row, so texts of 23 make the largest rows.
test.each([1, 7, 22, 23, 24, 25, 40, 126, 127, 200])(
  '1,000 columns of %d bytes each fit, are loaded, staged, changed and read',
  async (length) => {
    const tenant = uniqueTenant();
    const columns = names(1000);
    const cell = (mark: string) => (record: number, column: number) =>
      `${mark}${record}${column}${'x'.repeat(length)}`.slice(0, length);
    const [first, second] = [
      wide(columns, 3, cell('a')),
      wide(columns, 3, (record, column) => cell(column % 3 ? 'a' : 'b')(record, column)),
    ];
    expect(await ingest(db, tenant, first)).toMatchObject({ created: 3 });
    expect(await ingest(db, tenant, first)).toMatchObject({ unchanged: 3 });
    expect(await ingest(db, tenant, second)).toMatchObject({ updated: 3 });
    expect(await allRecords(db, tenant)).toEqual(expected(second));
    expect(new Map([...(await foldFeed(db, tenant))].map(([key, data]) => [key.slice(-1), data]))).toEqual(
      expected(second),
    );
    const { changes } = await readChanges(db, await getTenant(db, tenant), { after: 0, limit: 9 });
    expect(changes[3]!.before).toEqual(
      Object.fromEntries(columns.flatMap((name, i) => (i > 0 && i % 3 === 0 ? [[name, cell('a')(0, i)]] : []))),
    );
  },
);

test('a wide delivery is loaded by COPY, staged by COPY, sparse, and by any kind of column', async () => {
  const tenant = uniqueTenant();
  const columns = names(600);
  const sparse = (mark: string) =>
    wide(columns, 2500, (record, column) => ((record + column) % 9 ? null : `${mark}${record}`));
  const settings = {
    key: ['Column 599', 'Id'],
    kind: 'full',
    scope: { column: 'Column 598' },
    version: 'Column 597',
  } satisfies Partial<StreamSettings>;
  const filled = (csv: string) =>
    csv
      .split('\n')
      .map((line, i) => (i === 0 || line === '' ? line : line.replace(/,[^,]*,[^,]*,[^,]*$/, `,${i},s${i % 2},k`)))
      .join('\n');
  const [one, two] = [filled(sparse('a')), filled(sparse('b'))];
  expect(await ingest(db, tenant, one, settings)).toMatchObject({ created: 2500 });
  expect(await ingest(db, tenant, one, settings)).toMatchObject({ unchanged: 2500 });
  expect(await ingest(db, tenant, two, settings)).toMatchObject({ updated: 2500 });
  const records = [...(await allRecords(db, tenant)).values()];
  expect(records).toHaveLength(2500);
  expect(new Map(records.map((record) => [record['Id'], record]))).toEqual(new Map(expected(two)));

  const snapshot = await getSnapshotTable(db, await getTenant(db, tenant), 'crm', 'Account');
  const filter = { 'Column 598': 's1', 'Column 300': 'b6' };
  expect(await readRecords(db, snapshot, { limit: 10, filter })).toHaveLength(1);
  await expect(readRecords(db, snapshot, { limit: 10, filter: { 'Column 600': 'x' } })).rejects.toMatchObject({
    code: 'invalid',
  });

  const fewer = two.split('\n').slice(0, 1001).join('\n');
  const deleted = await ingest(db, tenant, `${fewer}\n`, { ...settings, deleteLimit: { type: 'none' } });
  expect(deleted).toMatchObject({ unchanged: 1000, deleted: 1500 });
}, 120_000);

test('columns that come later, in JSON too, and columns that are dropped', async () => {
  const tenant = uniqueTenant();
  await ingest(
    db,
    tenant,
    wide(names(250), 3, () => 'v'),
  );
  const json = (id: number, count: number) =>
    JSON.stringify({
      Id: String(id),
      ...Object.fromEntries(Array.from({ length: count }, (_, i) => [`Later ${i}`, i])),
    });
  const text = [json(0, 20), json(1, 5), json(7, 0)].join('\n');
  const input = { ...textInput(text, 'Account.jsonl'), format: 'jsonl' as const };
  expect(await ingest(db, tenant, '', {}, { input })).toMatchObject({ created: 1, updated: 2 });
  const records = await allRecords(db, tenant);
  expect(records.get('0')).toMatchObject({ 'Column 1': 'v', 'Later 0': 0, 'Later 19': 19 });
  expect(records.get('1')).toMatchObject({ 'Column 1': 'v', 'Later 4': 4, 'Later 5': null });
  expect(records.get('7')).toMatchObject({ 'Column 1': null, 'Later 19': null });
  const again = [JSON.stringify({ Id: '0', 'Later 19': null })].join('\n');
  await ingest(db, tenant, '', {}, { input: { ...textInput(again, 'Account.jsonl'), format: 'jsonl' as const } });
  expect((await allRecords(db, tenant)).get('0')).toMatchObject({ 'Later 18': 18, 'Later 19': null });

  await ingest(db, tenant, 'Id\n1\n', { drop: ['Later 4', 'Column 1', 'Later 18'] });
  const [stream] = await listStreams(db, await getTenant(db, tenant));
  const { typed_view } = stream!;
  expect(
    await first(db.pool, sql`select "Later 3" + 1 as n, "Later 17" as s from ${raw(typed_view!)} where _key = '0'`),
  ).toEqual({ n: 4, s: 17 });
  expect(Object.keys((await allRecords(db, tenant)).get('0')!)).not.toContain('Later 18');
  const { changes } = await readChanges(db, await getTenant(db, tenant), { after: 0, limit: 99 });
  expect(JSON.stringify(changes)).not.toContain('Later 18');
});

test('10,000 columns work, more end in an error that says so', async () => {
  const tenant = uniqueTenant();
  const csv = wide(names(10_000), 3, (record, column) => `${record}-${column}`);
  expect(await ingest(db, tenant, csv)).toMatchObject({ created: 3 });
  expect(await ingest(db, tenant, csv)).toMatchObject({ unchanged: 3 });
  expect(await ingest(db, tenant, csv.replace('1-9999', 'new'))).toMatchObject({ updated: 1 });
  expect((await allRecords(db, tenant)).get('1')).toMatchObject({ 'Column 9999': 'new', 'Column 9998': '1-9998' });
  await makeTypedViews(db, await getTenant(db, tenant));
  await expect(ingest(db, tenant, 'Id,One more\n1,x\n')).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining('at most 10000'),
  });
  expect(await ingest(db, tenant, csv)).toMatchObject({ updated: 1 });
}, 120_000);
