import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import {
  type Database,
  fileInput,
  getRun,
  getTenant,
  ident,
  parseScope,
  rows,
  runSync,
  sql,
  type StreamSettings,
} from '@app/snapshot-core';
import { applyWeftFile, parseWeftFile } from '@app/unify';
import { instant, instantOf, isNumber, isTime, kindOf } from '../libs/snapshot-core/src/ingest/value-kinds.ts';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { allRecords, ingest, textInput } from './support/ingest.ts';
import { sharedData } from './support/shared-data.ts';

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

const { dir: LEDGER, withData: withLedger } = sharedData('sync/quickbooks-general-ledger');

type Row = Record<string, string | null>;

/** Rows as a multiset, numbers as numbers, empty as null. */
const multiset = (rows: Iterable<Row>) =>
  [...rows]
    .map((row) =>
      Object.entries(row).map(([name, value]) => [
        name,
        value && !Number.isNaN(Number(value)) ? Number(value) : value || null,
      ]),
    )
    .map((fields) => JSON.stringify(fields.sort()))
    .sort();

withLedger('windowed replace of a real ledger report gives what its recipe gives', async () => {
  const tenant = uniqueTenant();
  const sync = async (file: string, settings: Partial<StreamSettings>) =>
    runSync(db, {
      ...{ tenant, integration: 'crm', stream: 'Account', settings: { key: [], ...settings } },
      input: await fileInput(join(LEDGER, file)),
    });
  const window = { scope: parseScope('Date>=2025-05-01') };
  const first = await sync('1-full-GeneralLedgerCashReport-20250703T165342.csv', { kind: 'full' });
  expect(first).toMatchObject({ created: 1089, updated: 0, deleted: 0 });
  const amounts = [...(await allRecords(db, tenant)).values()].map(({ Amount }) => Number(Amount ?? 0));
  expect(amounts.reduce((sum, amount) => sum + amount, 0)).toBeCloseTo(601_068.38, 2);

  const second = await sync('2-window-GeneralLedgerCashReport-20250703T170742.csv', window);
  // 785 old rows and 313 of the window, and the window's "Beginning Balance", which has no date in it.
  expect(second).toMatchObject({ kind: 'full', status: 'succeeded', created: 10, updated: 0, deleted: 0 });
  const golden = parse(readFileSync(join(LEDGER, '2-expected.snapshot.csv')), { columns: true }) as Row[];
  const records = [...(await allRecords(db, tenant)).values()] as Row[];
  expect(records).toHaveLength(1099);
  // The recipe gives a date of its own to the opening balance of either file; all other rows are the same.
  expect(multiset(records.filter(({ Date }) => Date !== 'Beginning Balance'))).toEqual(
    multiset(golden.filter(({ Memo }) => Memo !== 'Beginning Balance')),
  );
  const repeat = await sync('2-window-GeneralLedgerCashReport-20250703T170742.csv', window);
  expect(repeat).toMatchObject({ received: 314, unchanged: 314, seq: null });
});

const days = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => `${from + i},2025-05-${String(from + i).padStart(2, '0')}\n`).join(
    '',
  );

const text = (unit: string[], length: number) =>
  fc.string({ unit: fc.constantFrom(...unit), minLength: length, maxLength: length });
const digits = (length: number) => text([...'0123456789'], length);
const timeLike = fc
  .tuple(
    fc.oneof(digits(4), fc.constantFrom('0000', '2000', '1900', '2024', '9999')),
    fc.oneof(digits(2), fc.constantFrom('02', '04', '12')),
    fc.oneof(digits(2), fc.constantFrom('29', '30', '31')),
    fc.constantFrom('', 'T10:00', ' 23:59:59', 'T07:30:15.123456', 'T24:00', 'T10', 'T10:60:00'),
    fc.constantFrom('', 'Z', '+01:00', '-0830', '+14', '+15:00', ' UTC'),
  )
  .map(([year, month, day, clock, offset]) => `${year}-${month}-${day}${clock}${offset}`);

test('what reads as a number or a time casts in Postgres, and to the same instant', async () => {
  const values = fc.sample(fc.oneof({ weight: 9, arbitrary: timeLike }, { weight: 1, arbitrary: fc.string() }), 3000);
  const texts = values.filter((value) => !value.includes('\0'));
  const value = ident('value');
  const found = await rows<{ value: string; is_number: boolean; ms: number | null }>(
    db.pool,
    sql`
      select value, ${isNumber(value)} as is_number,
        case when ${isTime(value)} then floor(extract(epoch from ${instant(value)})) * 1000 end::float8 as ms
      from unnest(${texts}::text[]) as value`,
  );
  const read = texts.map((each) => {
    const kind = kindOf(each);
    const isTimeHere = kind === 'day' || kind === 'time';
    return { value: each, is_number: kind === 'number', ms: isTimeHere ? instantOf(each).ms : null };
  });
  expect(found).toEqual(read);
  expect(read.filter(({ ms }) => ms !== null).length).toBeGreaterThan(100);
});

test.each([
  ['Date>=2025-05-20', 11],
  ['Date>=2025-05-20 and Date<=2025-05-25', 6],
  ['Date<=2025-05-05T12:00:00Z', 5],
  ['Date=2025-05-07', 1],
  ['Id>=29', 2],
  ['Date', 2],
])('absence counts inside the scope %s only', async (scope, covered) => {
  const tenant = uniqueTenant();
  await ingest(db, tenant, `Id,Date\n${days(1, 30)}`);
  // Two records that come in any case, and say for the last scope what its range is.
  const line = await ingest(db, tenant, 'Id,Date\n101,2025-05-13\n102,2025-05-14\n', {
    scope: parseScope(scope),
    deleteLimit: { type: 'none' },
  });

  expect(line).toMatchObject({ kind: 'full', created: 2, deleted: covered });
});

test('the breaker takes its share of the scope', async () => {
  const tenant = uniqueTenant();
  await ingest(
    db,
    tenant,
    `Id,Date\n${Array.from({ length: 100 }, (_, i) => `${i},${i < 15 ? 'new' : 'old'}\n`).join('')}`,
  );
  const line = await ingest(db, tenant, 'Id,Date\n0,new\n1,new\n', { scope: { column: 'Date', value: 'new' } });

  expect(line).toMatchObject({ status: 'held', held: 13, deleted: 0 });
});

test('rows of a keyless stream that take the place of others are no loss; without them they are held', async () => {
  const tenant = uniqueTenant();
  const rows = (value: string) => Array.from({ length: 40 }, (_, i) => `${i},${value}\n`).join('');
  const settings = { key: [], kind: 'full' as const };
  await ingest(db, tenant, `N,Value\n${rows('a')}`, settings);

  expect(await ingest(db, tenant, `N,Value\n${rows('b')}`, settings)).toMatchObject({
    created: 40,
    deleted: 40,
    held: 0,
  });
  expect(await ingest(db, tenant, 'N,Value\n0,b\n', settings)).toMatchObject({ deleted: 0, held: 39 });
});

test('a run tells which columns change without anything else', async () => {
  const name = uniqueTenant();
  const csv = (viewed: string, changed: number) =>
    `Id,Name,Viewed,Seen\n${Array.from({ length: 40 }, (_, i) => `${i},${i < changed ? viewed : 'n'},${i < 30 ? viewed : 'a'},${viewed}\n`).join('')}`;
  await ingest(db, name, csv('a', 0));
  const tenant = await getTenant(db, name);
  const hintsOf = async (text: string) => (await getRun(db, tenant, (await ingest(db, name, text)).run)).hints;

  expect(await hintsOf(csv('b', 4))).toEqual([
    { code: 'volatile_columns', columns: ['Seen', 'Viewed'], message: expect.stringContaining('Seen, Viewed') },
  ]);
  expect(await hintsOf(csv('b', 4))).toEqual([]);
});

test('weft.yaml: a stream without a key and with a scope is replaced window by window', async () => {
  const [tenant, integration] = [uniqueTenant(), uniqueTenant()];
  const yaml = `
    integrations:
      ${integration}:
        streams:
          Report: { key: none, scope: { column: Date }, drop: [Secret] }
          Account: { key: Id, version: At, merge: patch }`;
  await applyWeftFile(db, parseWeftFile(yaml, 'weft.yaml'), '/');
  const sync = (stream: string, csv: string) => runSync(db, { tenant, integration, stream, input: textInput(csv) });
  await sync('Report', 'Date,Amount,Secret\n2025-01-01,1,x\n2025-01-02,2,x\n2025-01-02,2,y\n2025-01-03,3,x\n');
  const line = await sync('Report', 'Date,Amount,Secret\n2025-01-02,2,z\n2025-01-03,4,z\n');
  expect(line).toMatchObject({ kind: 'full', created: 1, updated: 0, deleted: 2, unchanged: 1 });
  await sync('Account', 'Id,Name,At\n1,new,2\n');
  expect(await sync('Account', 'Id,Name,At\n1,old,1\n')).toMatchObject({ updated: 0, unchanged: 1 });
  const amounts = [...(await allRecords(db, tenant, integration, 'Report')).values()].map(({ Date, Amount }) => [
    Date,
    Amount,
  ]);
  expect(amounts.sort()).toEqual([
    ['2025-01-01', '1'],
    ['2025-01-02', '2'],
    ['2025-01-03', '4'],
  ]);
});
