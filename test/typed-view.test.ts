import fc from 'fast-check';
import {
  type Database,
  first,
  getTenant,
  listRuns,
  listStreams,
  type LogicalType,
  logicalTypes,
  makeTypedViews,
  rows,
  Sql,
  sql,
  type Tenant,
} from '@app/snapshot-core';
import { fitsType } from '../libs/snapshot-core/src/snapshot/typed/fits-type.ts';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { ingest } from './support/ingest.ts';

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

const raw = (text: string) => new Sql([text], []);
const viewOf = async (tenant: Tenant) => (await listStreams(db, tenant))[0]!.typed_view;
const quoted = (text: string | null) => (text === null ? '' : `"${text.replaceAll('"', '""')}"`);

const digits = (max: number) => fc.array(fc.constantFrom(...'0123456789'), { minLength: 1, maxLength: max });
const text = fc.oneof(
  fc.constantFrom(
    ...[
      '',
      ' ',
      '0',
      '-0',
      '+5',
      '007',
      '1.',
      '.5',
      '-.5',
      '1e5',
      '1e999',
      '1E-3',
      '1e',
      'e5',
      '.',
      '-',
      '1.0',
      '1.50',
      '1,5',
    ],
    ...[
      '9223372036854775807',
      '9223372036854775808',
      '-9223372036854775808',
      '-9223372036854775809',
      'NaN',
      'Infinity',
      '0x1F',
    ],
    ...[
      'true',
      'FALSE',
      't',
      'Yes',
      'n',
      '2',
      'on',
      'TRUE ',
      '2024-02-29',
      '2023-02-29',
      '0000-01-01',
      '2024-13-01',
      '2024-1-1',
    ],
    ...[
      '2024-02-29T12:30:00Z',
      '2024-02-29 12:30',
      '2024-02-29T12:30:00+05:30',
      '2024-02-29T24:00:00Z',
      '2024-02-29T12:30:00.123456789-0800',
    ],
    ...[
      '9999-12-31T23:59:59-14:00',
      '0001-01-01T00:00:00+14:00',
      'now',
      'infinity',
      'today',
      '12:30',
      '2024-02-29T12:30:00 UTC',
    ],
    ...[
      '{}',
      '{"a":[1,null]}',
      '[1',
      '"x"',
      'null',
      '{"a":"\\u0000"}',
      '"\\ud800"',
      '{"a":1e400}',
      '"\\ud83d\\ude00"',
      '"\\\\u0000"',
      '"\\\\\\u0000"',
      '"\\ud83dx"',
      '"\\ude00"',
      "{'a': None}",
      '{"a":1}x',
      '01',
    ],
  ),
  fc
    .tuple(fc.constantFrom('', '+', '-'), digits(25), fc.constantFrom('', '.', 'e'), digits(4))
    .map((parts) => parts.flat().join('')),
  fc
    .date({ noInvalidDate: true, min: new Date('0001-01-02'), max: new Date('9999-12-30') })
    .map((date) => date.toISOString()),
  fc.json({ maxDepth: 2 }),
  fc.string({ unit: 'grapheme', maxLength: 6 }).map((each) => each.replaceAll('\0', '')),
);

test('a typed view shows exactly the values that fit their type, and never fails', async () => {
  const types = Object.fromEntries(logicalTypes.map((type) => [type, type]));
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 60 }), async (texts) => {
      const name = uniqueTenant();
      const lines = texts.map((each, i) => [String(i), ...logicalTypes.map(() => each)].map(quoted).join(','));
      await ingest(db, name, `Id,${logicalTypes.join(',')}\n${lines.join('\n')}\n`, { types });
      const view = await viewOf(await getTenant(db, name));
      const columns = logicalTypes.map((type) => `"${type}"::text`).join(', ');
      const found = await rows<{ key: string; shown: (string | null)[] }>(
        db.pool,
        sql`select _key as key, array[${raw(columns)}] as shown from ${raw(view!)}`,
      );
      const shown = new Map(found.map((row) => [row.key, row.shown]));
      texts.forEach((each, i) => {
        logicalTypes.forEach((type, column) => {
          const value = shown.get(String(i))![column]!;
          expect({ text: each, type, isNull: value === null }).toEqual({
            text: each,
            type,
            isNull: !fitsType(each, type),
          });
          if (value !== null) expectSame(each, type, value);
        });
      });
    }),
    { numRuns: 25 },
  );
});

/** What Postgres has made of a text is what JavaScript makes of it. */
function expectSame(text: string, type: LogicalType, value: string) {
  switch (type) {
    case 'string':
      return expect(value).toBe(text);
    case 'integer':
      return expect(BigInt(value)).toBe(BigInt(text.replace(/\..*/, '').replace('+', '')));
    case 'number':
      return expect(Number(value)).toBe(Number(text) + 0);
    case 'boolean':
      return expect(value).toBe(String(/^(?:t|y|1)/i.test(text)));
    case 'date':
      return expect(value).toBe(text);
    default:
      return undefined;
  }
}

describe('a typed view', () => {
  const CSV = 'Id,Amount,Name\n1,1.5,a\n2,x,b\n';
  const read = async (tenant: Tenant) =>
    rows(db.pool, sql`select * from ${raw((await viewOf(tenant))!)} order by _key`);

  test('comes with the first type, of texts alone on demand', async () => {
    const [typed, plain] = [uniqueTenant(), uniqueTenant()];
    await ingest(db, typed, CSV, { types: { Amount: 'number' } });
    expect(await read(await getTenant(db, typed))).toMatchObject([
      { _key: '1', Id: '1', Amount: '1.5', Name: 'a' },
      { _key: '2', Id: '2', Amount: null, Name: 'b' },
    ]);
    await ingest(db, plain, CSV);
    const tenant = await getTenant(db, plain);
    expect(await viewOf(tenant)).toBeNull();
    const [made] = await makeTypedViews(db, tenant, { integration: 'crm', stream: 'Account' });
    expect(await viewOf(tenant)).toBe(made?.view);
    expect(await read(tenant)).toMatchObject([{ Amount: '1.5' }, { Amount: 'x' }]);
    // From then on it is kept up to date.
    await ingest(db, plain, 'Id,City\n1,y\n');
    expect(await read(tenant)).toMatchObject([{ Amount: '1.5', City: 'y' }, { City: null }]);
  });

  test('follows new columns, changed types and dropped columns', async () => {
    const name = uniqueTenant();
    await ingest(db, name, CSV, { types: { Amount: 'number' } });
    const tenant = await getTenant(db, name);
    await ingest(db, name, 'Id,Amount,Name,Born\n1,7,a,2024-01-01\n', { types: { Amount: 'integer', Born: 'date' } });
    const kinds = () =>
      first(
        db.pool,
        sql`select pg_typeof("Amount")::text as a from ${raw('tenant_' + name + '."crm__Account__typed"')}`,
      );
    expect(await kinds()).toEqual({ a: 'bigint' });
    await ingest(db, name, 'Id,Amount\n1,8\n', { drop: ['Name'] });
    expect(Object.keys((await read(tenant))[0]!)).toEqual([
      '_key',
      '_created_seq',
      '_changed_seq',
      'Id',
      'Amount',
      'Born',
    ]);
  });

  test('with something that depends on it gains columns in place, keeps its types otherwise, and the run says so', async () => {
    const name = uniqueTenant();
    await ingest(db, name, CSV, { types: { Amount: 'number' } });
    const tenant = await getTenant(db, name);
    const view = (await viewOf(tenant))!;
    await db.pool.query(`create view tenant_${name}.mine as select "Amount" from ${view}`);
    expect(await ingest(db, name, 'Id,City\n1,x\n')).toMatchObject({ status: 'succeeded' });
    expect(await read(tenant)).toMatchObject([{ City: 'x' }, {}]);

    const line = await ingest(db, name, 'Id,Amount\n1,5\n', { types: { Amount: 'integer' } });
    expect(line).toMatchObject({ status: 'succeeded', updated: 1 });
    const [run] = await listRuns(db, tenant, { limit: 1 });
    expect(run?.hints).toMatchObject([{ code: 'typed_view', message: expect.stringContaining('mine') }]);
    expect(await read(tenant)).toMatchObject([{ Amount: '5' }, {}]);
    await expect(makeTypedViews(db, tenant)).rejects.toMatchObject({ code: 'conflict' });
    await expect(ingest(db, name, 'Id\n1\n', { drop: ['Name'] })).rejects.toMatchObject({ code: 'conflict' });

    await db.pool.query(`drop view tenant_${name}.mine`);
    await ingest(db, name, 'Id,Amount\n1,6\n', { types: { Amount: 'integer' } });
    expect(await first(db.pool, sql`select pg_typeof("Amount")::text as t from ${raw(view)}`)).toEqual({ t: 'bigint' });
  });

  test('that is being read is left for the next run', async () => {
    const name = uniqueTenant();
    await ingest(db, name, CSV, { types: { Amount: 'number' } });
    const reader = await db.pool.connect();
    await reader.query('begin');
    await reader.query(`select * from ${(await viewOf(await getTenant(db, name)))!}`);
    const line = await ingest(db, name, 'Id,Amount\n1,5\n', { types: { Amount: 'integer' } });
    await reader.query('rollback');
    reader.release();
    expect(line).toMatchObject({ status: 'succeeded', updated: 1 });
    expect(await ingest(db, name, 'Id,Amount\n1,6\n')).toMatchObject({ updated: 1 });
    const view = (await viewOf(await getTenant(db, name)))!;
    expect(await first(db.pool, sql`select pg_typeof("Amount")::text as t from ${raw(view)}`)).toEqual({ t: 'bigint' });
  });
});

test('streams whose tables or views would have one name keep apart', async () => {
  const name = uniqueTenant();
  const types = { N: 'integer' } as const;
  const names = [
    ['tv', 'A__typed'],
    ['tv', 'A'],
    ['tv__x', 'y'],
    ['tv', 'x__y'],
    ['tv', 'l'.repeat(70)],
    ['tv', `${'l'.repeat(52)}`],
  ] as const;
  for (const [i, [integration, stream]] of names.entries()) {
    await ingest(db, name, `Id,N\n1,${i}\n`, { types }, { integration, stream });
  }
  const streams = await listStreams(db, await getTenant(db, name));
  for (const [i, [integration, stream]] of names.entries()) {
    const { typed_view, table } = streams.find((each) => each.integration === integration && each.stream === stream)!;
    expect(await first(db.pool, sql`select "N"::text as n from ${raw(typed_view!)}`)).toEqual({ n: String(i) });
    expect(await first(db.pool, sql`select "N" as n from ${raw(table)}`)).toEqual({ n: String(i) });
  }
});
