import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { type Database, getTenant, listRejects } from '@app/snapshot-core';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { allRecords, foldFeed, ingest } from './support/ingest.ts';

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

/** More records than travel as parameters: these go by COPY. */
const MANY = 2500;

const SPECTRUM = dirname(createRequire(import.meta.url).resolve('csv-spectrum'));

test.each(readdirSync(join(SPECTRUM, 'csvs')).map((file) => file.replace('.csv', '')))(
  'csv-spectrum: %s reads as its authors say',
  async (name) => {
    const csv = readFileSync(join(SPECTRUM, 'csvs', `${name}.csv`), 'utf8');
    const json = JSON.parse(readFileSync(join(SPECTRUM, 'json', `${name}.json`), 'utf8')) as object;
    const expected = [json].flat() as Record<string, string>[];
    const key = Object.keys(expected[0]!);
    const tenant = uniqueTenant();
    // An empty field is null to us and "" to them; a key that has one is not what this is about.
    const keyed = key.filter((column) => expected.every((row) => row[column] !== ''));
    await ingest(db, tenant, csv, { key: keyed });

    const records = [...(await allRecords(db, tenant)).values()].map((row) =>
      Object.fromEntries(Object.entries(row).map(([column, value]) => [column, value ?? ''])),
    );
    expect(records).toHaveLength(expected.length);
    // Their location_coordinates.json has another telephone number than their file.
    const wrong = name === 'location_coordinates' ? 'Contact Phone Number' : undefined;
    const known = expected.map((row) => Object.fromEntries(Object.entries(row).filter(([column]) => column !== wrong)));
    expect(records).toEqual(expect.arrayContaining(known.map((row) => expect.objectContaining(row))));
  },
);

const awkward = fc.string({
  unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ', '\\', '.', 'é', '😀', '\t'),
  maxLength: 6,
});

test('I8: values come out as they went in, also by COPY, alike for every delimiter and line end', async () => {
  const dialect = fc.record({
    delimiter: fc.constantFrom(',', ';', '\t', '|'),
    newline: fc.constantFrom('\n', '\r\n'),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(awkward, { minLength: 3, maxLength: 30 }),
      dialect,
      async (values, { delimiter, newline }) => {
        const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`;
        const rows = Array.from({ length: MANY }, (_, i) => [String(i), values[i] ?? `plain ${i}`]);
        const lines = rows.map(([id, value]) => [id, quoted(value!)].join(delimiter));
        const csv = ['Id', 'Value'].join(delimiter) + newline + lines.join(newline) + newline;
        const tenant = uniqueTenant();
        await ingest(db, tenant, csv);

        const records = await allRecords(db, tenant);
        const stored = rows.map(([id]) => records.get(id!)!.Value);
        expect(stored).toEqual(rows.map(([, value]) => value));
        expect(parse(csv, { delimiter, record_delimiter: newline, from: 2 })).toEqual(rows);
      },
    ),
    { numRuns: 8, endOnFailure: true },
  );
}, 60_000);

test('by COPY as by parameters: nulls, duplicates, rejects and deletes are the same', async () => {
  const filler = Array.from({ length: MANY }, (_, i) => `f${i},x,y`).join('\n');
  const first = `Id,A,B\n1,a,b\n2,"",b\n3,a\n1,c,\n,a,b\n4,x,y\n5,x,Gone\n`;
  const second = `Id,A,B\n2,,b\n1,c,d\n1,c,\n3,q,r\n6,q,gone\n`;
  const results = await Promise.all(
    ['', filler].map(async (more) => {
      const tenant = uniqueTenant();
      const lines = [];
      for (const csv of [first, second]) {
        const { run, created, updated, deleted, rejected } = await ingest(db, tenant, `${csv}${more}\n`, {
          kind: 'full',
          deletedWhen: { B: 'gone' },
          deleteLimit: { type: 'none' },
        });
        const found = await listRejects(db, run, { limit: 10 });
        const rejects = found.map(({ line, key, reason, raw }) => ({ line, key, reason, raw }));
        lines.push({ created, updated, deleted, rejected, rejects });
      }
      const records = [...(await allRecords(db, tenant))].filter(([key]) => !key.startsWith('f'));
      // Also says that the sequence is dense.
      const feed = await foldFeed(db, tenant);
      expect(feed.size).toBe(records.length + (more ? MANY : 0));
      return { lines, records };
    }),
  );

  const [inline, copied] = results;
  inline!.lines[0]!.created += MANY;
  expect(copied).toEqual(inline);
  expect(inline!.records).toEqual([
    ['1', { Id: '1', A: 'c', B: null }],
    ['2', { Id: '2', A: null, B: 'b' }],
    ['3', { Id: '3', A: 'q', B: 'r' }],
  ]);
  expect(inline!.lines[0]!.rejects).toEqual([
    { line: 4, key: '3', reason: 'it has 2 fields, the header has 3', raw: '3,a' },
    { line: 6, key: null, reason: 'its key is null: "Id" is empty', raw: ',a,b' },
  ]);
});

test('gzip is unpacked, a byte order mark is no part of the first name', async () => {
  const tenant = uniqueTenant();
  const csv = '\ufeffId;Name\r\n1;"Ä; B"\r\n';
  await ingest(db, tenant, gzipSync(csv));

  expect(await allRecords(db, tenant)).toEqual(new Map([['1', { Id: '1', Name: 'Ä; B' }]]));
});

test.each([
  ['an empty file', '', /is empty, it has no header/],
  ['a header named twice', 'Id,Name,Name\n1,a,b\n', /names "Name" more than once/],
  [
    'a quote that is never closed',
    'Id,Name\n1,a\n2,"b\n3,c\n',
    /quote is opened in the record on line 3 and never closed/,
  ],
  ['no key', 'Name\nAcme\n', /no key is declared and the sync output has no column Id or id/],
  ['a gzip file that was cut off', gzipSync('Id\n1\n').subarray(0, 18), /is no whole gzip file/],
])('%s fails the run with a clear error and changes nothing', async (_, csv, message) => {
  const tenant = uniqueTenant();
  await ingest(db, tenant, 'Id,Name\n1,a\n', {}, { stream: 'Other' });
  await expect(ingest(db, tenant, csv, { kind: 'full' })).rejects.toMatchObject({
    message: expect.stringMatching(message),
    hint: expect.any(String),
  });

  const t = await getTenant(db, tenant);
  const { rows } = await db.pool.query(
    `select status, error ->> 'message' as message from weft.sync_run where tenant_id = $1 and source = 'crm.Account'`,
    [t.id],
  );
  expect(rows).toEqual([{ status: 'failed', message: expect.stringMatching(message) }]);
  await expect(allRecords(db, tenant)).rejects.toMatchObject({ code: 'unknown_stream' });
});

test('bytes that are no UTF-8 and NUL bytes are quarantined as they came; the other records land', async () => {
  const tenant = uniqueTenant();
  const bad = Buffer.from([0x32, 0x2c, 0xff, 0xfe]);
  const csv = Buffer.concat([Buffer.from('Id,Name\n1,a\n'), bad, Buffer.from('\n3,a\0b\n4,d\n')]);
  const line = await ingest(db, tenant, csv);

  expect(line).toMatchObject({ created: 2, rejected: 2 });
  const { rows } = await db.pool.query<{ raw: Buffer }>('select raw from weft.reject where run_id = $1 order by line', [
    line.run,
  ]);
  expect(rows.map(({ raw }) => raw)).toEqual([bad, Buffer.from('3,a\0b')]);
});

test.each([
  ['breaks off with a read error', () => Readable.from(brokenOff())],
  ['is a gzip file that was cut off', () => Readable.from([gzipSync(manyRecords()).subarray(0, -100)])],
])('a large delivery that %s fails its run, and the stream is free for the next one', async (_, open) => {
  const tenant = uniqueTenant();
  await ingest(db, tenant, 'Id,Name\n1,a\n');
  for (const stream of ['Account', 'Other']) {
    const input = { name: 'broken.csv', open, size: null };
    await expect(ingest(db, tenant, '', { kind: 'full' }, { stream, input })).rejects.toMatchObject({
      name: 'WeftError',
    });
    expect(await ingest(db, tenant, 'Id,Name\n2,b\n', {}, { stream })).toMatchObject({
      created: 1,
      status: 'succeeded',
    });
  }
});

test('a run that is stopped in the middle of a large delivery leaves nothing behind', async () => {
  const tenant = uniqueTenant();
  const stop = new AbortController();
  const input = { name: 'long.csv', open: () => Readable.from(endless(() => stop.abort())), size: null };
  await expect(ingest(db, tenant, '', {}, { input, signal: stop.signal })).rejects.toMatchObject({
    code: 'interrupted',
  });

  expect(await ingest(db, tenant, 'Id,Name\n2,b\n')).toMatchObject({ created: 1, seq: { from: 1, to: 1 } });
});

const manyRecords = (from = 0) =>
  `Id,Name\n${Array.from({ length: 20_000 }, (_, i) => `${from + i},${'x'.repeat(i % 90)}${Math.sin(i)}`).join('\n')}\n`;

function* brokenOff(): Generator<Buffer> {
  yield Buffer.from(manyRecords());
  throw new Error('the disk is gone');
}

function* endless(then: () => void): Generator<Buffer> {
  yield Buffer.from(manyRecords());
  for (let n = 1; ; n++) {
    if (n === 3) then();
    yield Buffer.from(manyRecords(n * 20_000).replace('Id,Name\n', ''));
  }
}
