import fc from 'fast-check';
import {
  type Database,
  first,
  getSnapshotTable,
  getTenant,
  listStreams,
  readChanges,
  readHistory,
  readRecords,
  readRecordsAsOf,
  Sql,
  sql,
} from '@app/snapshot-core';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { ingest, textInput } from './support/ingest.ts';

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

const LONG = 'a column with a rather long name that Postgres would cut somewhere';
const name = fc.oneof(
  fc.constantFrom(
    ...[
      '_key',
      '_hash',
      '_rest',
      '_absent',
      '_n',
      '_created_seq',
      '_changed_seq',
      'key',
      'op',
      'values',
      'before',
      'rest',
    ],
    ...['ctid', 'xmin', 'tableoid', 'select', 'user', 't', 's', 'Name', 'name', 'NAME', 'naïve', 'na\u0069\u0308ve'],
    ...[
      '__proto__',
      'constructor',
      'toString',
      'hasOwnProperty',
      "it's",
      'a"b',
      'a""b',
      'a\\b',
      '%s',
      '%I',
      '$1',
      ':x',
      '?',
      '??',
    ],
    ...[
      'two\nlines',
      'cr\r\nlf',
      'tab\there',
      ' ',
      ' led',
      '.',
      'a.b',
      'a,b',
      '[0]',
      '{}',
      '😀',
      '\u202e',
      '\ufeffbom',
      'NULL',
    ],
    ...[
      LONG,
      `${LONG} 1`,
      `${LONG} 2`,
      'ü'.repeat(31),
      'ü'.repeat(32),
      'ü'.repeat(33),
      '😀'.repeat(16),
      'x'.repeat(63),
      'x'.repeat(64),
    ],
  ),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 90 }).map((text) => text.replaceAll('\0', '') || '0'),
);
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
const raw = (text: string) => new Sql([text], []);
const entries = (data: object | null) => new Map(Object.entries(data ?? {}));

test.each(['csv', 'jsonl'] as const)(
  'any names of columns go through %s, and come back from every reader',
  async (format) => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(name, { minLength: 1, maxLength: 12 }),
        fc.constantFrom(undefined, 3),
        async (drawn, realColumns) => {
          const names = drawn.filter((each) => each !== 'Id');
          const text = (mark: string) =>
            format === 'csv'
              ? `${['Id', ...names].map(quoted).join(',')}\n${['1', ...names.map((_, i) => `${mark}${i}`)].join(',')}\n`
              : `{${['Id', ...names].map((each, i) => `${JSON.stringify(each)}:"${i === 0 ? 1 : `${mark}${i - 1}`}"`).join(',')}}\n`;
          const expected = (mark: string) =>
            new Map<string, unknown>([['Id', '1'], ...names.map((each, i): [string, string] => [each, `${mark}${i}`])]);
          const tenantName = uniqueTenant();
          const run = (mark: string) =>
            ingest(
              db,
              tenantName,
              '',
              { types: { Id: 'integer' } },
              { realColumns, input: { ...textInput(text(mark), `a.${format}`), format } },
            );
          await run('a');
          expect(await run('b')).toMatchObject({ updated: 1 });
          const tenant = await getTenant(db, tenantName);
          const snapshot = await getSnapshotTable(db, tenant, 'crm', 'Account');
          const id = (map: Map<string, unknown>) => new Map([...map, ['Id', 1]]);

          const [record] = await readRecords(db, snapshot, { limit: 2 });
          expect(entries(record!.data)).toEqual(id(expected('b')));
          const [earlier] = await readRecordsAsOf(db, tenant, snapshot, 1, { limit: 2 });
          expect(entries(earlier!.data)).toEqual(id(expected('a')));
          const { changes } = await readChanges(db, tenant, { after: 0, limit: 9 });
          expect(entries(changes[1]!.after)).toEqual(id(expected('b')));
          const before = expected('a');
          before.delete('Id');
          expect(entries(changes[1]!.before)).toEqual(before);
          expect(new Set(changes[1]!.changed)).toEqual(new Set(names));
          expect(entries((await readHistory(db, snapshot, '1')).changes[0]!.after)).toEqual(id(expected('a')));
          for (const [i, each] of names.entries()) {
            expect(
              await readRecords(db, snapshot, { limit: 2, filter: Object.fromEntries([[each, `b${i}`]]) }),
            ).toHaveLength(1);
          }
          // A view's columns have the names that Postgres can hold, in the stream's order.
          const [stream] = await listStreams(db, tenant);
          const shown = await first<Record<string, unknown>>(db.pool, sql`select * from ${raw(stream!.typed_view!)}`);
          const byName = snapshot.columns.map(
            (column) => [column.name, entries(shown!).get(column.identifier)] as const,
          );
          expect(new Map(byName)).toEqual(id(expected('b')));
          for (const column of snapshot.columns) {
            if (
              Buffer.byteLength(column.name) <= 63 &&
              !/^(?:_(?:key|hash|rest|absent|n|created_seq|changed_seq)|ctid|xmin|tableoid)$/.test(column.name)
            ) {
              expect(column.identifier).toBe(column.name);
            }
          }
        },
      ),
      { numRuns: 25, endOnFailure: true },
    );
  },
  120_000,
);

test('columns without a name get one that no other has, names that stand twice are refused', async () => {
  const tenant = uniqueTenant();
  await ingest(db, tenant, 'Id,,column_2,"",column_4_\n1,a,b,c,d\n');
  const snapshot = await getSnapshotTable(db, await getTenant(db, tenant), 'crm', 'Account');
  const [record] = await readRecords(db, snapshot, { limit: 1 });
  expect(record?.data).toEqual({ Id: '1', column_2_: 'a', column_2: 'b', column_4: 'c', column_4_: 'd' });
  await expect(ingest(db, uniqueTenant(), 'Id,a,a\n1,2,3\n')).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining('"a" more than once'),
  });
  await expect(ingest(db, uniqueTenant(), 'Id,a\0b\n1,2\n')).rejects.toMatchObject({ code: 'invalid_input' });
});
