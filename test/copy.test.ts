import fc from 'fast-check';
import { copyOut, CopyIn, type Database, ident, rows, sql, unpackRows } from '@app/snapshot-core';
import { copyStaged } from '../libs/snapshot-core/src/ingest/stage/staged-rows.ts';
import { RowPacker } from '../libs/unify/src/run/full/row-packer.ts';
import { testDatabase } from './support/database.ts';

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

const TABLE = ident('copied');

test('what goes in by COPY comes out by COPY and by select, whatever the texts hold', async () => {
  const awkward = fc.constantFrom('\\N', '\\', 'a\tb', 'a\nb\r\n', '\\n', '', 'ü€😀', '"', 'x'.repeat(300_000));
  const text = fc.option(fc.oneof(awkward, fc.string({ unit: 'grapheme' })));
  const row = fc.record({ n: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), a: text, b: text });
  const tx = await db.pool.connect();
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 20 }), async (given) => {
        const wanted = given.map(({ n, a, b }) => ({ n, a: clean(a), b: clean(b) }));
        await tx.query('begin');
        await tx.query('create table copied (n integer, a text, b text)');
        const copy = new CopyIn(tx, TABLE, ['n', 'a', 'b'], { freeze: true });
        for (const { n, a, b } of wanted) {
          copy.row();
          copy.int32(n);
          copy.text(a);
          if (b === null) copy.null();
          else copy.bytes(Buffer.from(b));
          await copy.flush();
        }
        await copy.finish();
        expect(await rows(tx, sql`select n, a, b from ${TABLE} order by ctid`)).toEqual(wanted);
        const out: (string | null)[][] = [];
        for await (const batch of copyOut(tx, sql`select n, a, b from ${TABLE} order by ctid`)) out.push(...batch);
        expect(out).toEqual(wanted.map(({ n, a, b }) => [String(n), a, b]));
        await tx.query('rollback');
      }),
    );
  } finally {
    tx.release();
  }
});

/** Postgres holds no NUL. */
const clean = (value: string | null) => value && value.replaceAll('\u0000', '').replace(/\p{Surrogate}/gu, '');

test('rows packed anywhere go in by COPY, and are unpacked, as they were given', async () => {
  const text = fc.option(fc.string({ unit: 'grapheme', maxLength: 400 }).map((value) => clean(value)!));
  const tx = await db.pool.connect();
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(text, text), { maxLength: 200 }), async (given) => {
        const packer = new RowPacker(16);
        for (const [a, b] of given) packer.row({ key: a ?? '', values: [b] });
        const pack = packer.pack();
        const wanted = given.map(([a, b]) => [a ?? '', b]);
        expect(unpackRows(pack)).toEqual(wanted);
        await tx.query('begin');
        await tx.query('create table copied (n integer, a text, b text)');
        const copy = new CopyIn(tx, TABLE, ['n', 'a', 'b']);
        await copyStaged(copy, pack, () => copy.int32(copy.rows));
        await copyStaged(copy, { key: 'one', values: ['more'] }, () => copy.int32(copy.rows));
        await copy.finish();
        const found = await rows<{ n: number; a: string; b: string }>(tx, sql`select n, a, b from ${TABLE} order by n`);
        expect(found.map(({ a, b }) => [a, b])).toEqual([...wanted, ['one', 'more']]);
        expect(found.map(({ n }) => n)).toEqual(found.map((_, i) => i + 1));
        await tx.query('rollback');
      }),
      { numRuns: 40 },
    );
  } finally {
    tx.release();
  }
});

test('numbers and ids keep their values', async () => {
  const tx = await db.pool.connect();
  await tx.query('begin');
  await tx.query('create table copied (h bigint, d float8, s smallint, u uuid)');
  const copy = new CopyIn(tx, TABLE, ['h', 'd', 's', 'u']);
  copy.row();
  copy.int64(0xfedcba98, 0x76543210);
  copy.float64(-0.1);
  copy.int16(-2);
  copy.uuid('01970000-0000-7000-8000-0123456789ab');
  await copy.finish();
  const [row] = await rows(tx, sql`select h::text, d, s, u from ${TABLE}`);
  expect(row).toEqual({
    h: String(BigInt.asIntN(64, 0xfedcba9876543210n)),
    d: -0.1,
    s: -2,
    u: '01970000-0000-7000-8000-0123456789ab',
  });
  await tx.query('rollback');
  tx.release();
});

test('a COPY that is given up, either way, leaves the connection usable', async () => {
  const tx = await db.pool.connect();
  await tx.query('begin');
  await tx.query('create table copied (n integer)');
  await tx.query('savepoint before');
  const copy = new CopyIn(tx, TABLE, ['n']);
  copy.row();
  await copy.abort(new Error('enough'));
  await tx.query('rollback to before');
  for await (const _ of copyOut(tx, sql`select generate_series(1, 500000)`)) break;
  await expect(async () => {
    for await (const _ of copyOut(tx, sql`select 1 / (3 - n) from generate_series(1, 5) as n`));
  }).rejects.toThrow('division by zero');
  await tx.query('rollback');
  expect((await tx.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  tx.release();
});
