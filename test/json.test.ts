import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import {
  type Database,
  getSnapshotTable,
  getTenant,
  listRejects,
  listStreams,
  type MergeMode,
  type RunLine,
  type StreamSettings,
  type SyncRequest,
} from '@app/snapshot-core';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { allRecords, foldFeed, ingest, textInput } from './support/ingest.ts';

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

/** More records than travel as parameters: these go by COPY. */
const MANY = 2500;

function deliver(
  tenant: string,
  text: string | Buffer,
  settings: Partial<StreamSettings> = {},
  name = 'Account.jsonl',
  more: Partial<SyncRequest> = {},
): Promise<RunLine> {
  return ingest(db, tenant, '', settings, { input: textInput(text, name), ...more });
}

const lines = (...records: object[]) => records.map((record) => `${JSON.stringify(record)}\n`).join('');

async function typesOf(tenant: string): Promise<Record<string, string>> {
  const [stream] = await listStreams(db, await getTenant(db, tenant));
  return Object.fromEntries(stream!.columns.map(({ name, type }) => [name, type]));
}

/** The texts as they are stored. */
async function stored(tenant: string, column: string): Promise<(string | null)[]> {
  const snapshot = await getSnapshotTable(db, await getTenant(db, tenant), 'crm', 'Account');
  const { identifier } = snapshot.columns.find(({ name }) => name === column)!;
  const { rows } = await db.pool.query<{ value: string | null }>(
    `select "${identifier}" as value from "${snapshot.schema}"."${snapshot.table}" order by _key`,
  );
  return rows.map(({ value }) => value);
}

/** The table of DESIGN §4, a cell a line, as in merge-modes.test.ts; absent is absent from the one record alone. */
const cells: [MergeMode, string, object, object[]][] = [
  ['patch', 'value', { Field: 'new' }, [{ Field: 'new', Kept: 'k' }]],
  ['patch', 'null', { Field: null }, [{ Field: null, Kept: 'k' }]],
  ['patch', 'absent', { Kept: 'k' }, [{ Field: 'old', Kept: 'k' }]],
  ['fill', 'value', { Field: 'new' }, [{ Field: 'new', Kept: 'k' }]],
  ['fill', 'null', { Field: null }, [{ Field: 'old', Kept: 'k' }]],
  ['fill', 'absent', { Kept: 'k' }, [{ Field: 'old', Kept: 'k' }]],
  ['replace', 'value', { Field: 'new', Kept: 'k' }, [{ Field: 'new', Kept: 'k' }]],
  ['replace', 'null', { Field: null, Kept: 'k' }, [{ Field: null, Kept: 'k' }]],
  ['replace', 'absent', { Kept: 'k' }, [{ Field: null, Kept: 'k' }]],
  [
    'append',
    'value',
    { Field: 'new' },
    [
      { Field: 'new', Kept: null },
      { Field: 'old', Kept: 'k' },
    ],
  ],
];
test.each(cells.flatMap((cell) => [[...cell, 0] as const, [...cell, MANY] as const]))(
  'merge mode %s: an incoming %s (%j), others of the delivery having all fields',
  async (merge, _, fields, expected, filler) => {
    const tenant = uniqueTenant();
    await deliver(tenant, lines({ Id: '1', Field: 'old', Kept: 'k' }, { Id: '2', Field: 'x', Kept: 'y' }));
    const others = Array.from({ length: filler }, (__, i) => ({ Id: `f${i}`, Field: 'f', Kept: 'f' }));
    await deliver(tenant, lines(...others, { Id: '3', Field: 'z', Kept: 'z' }, { Id: '1', ...fields }), { merge });

    const records = [...(await allRecords(db, tenant)).values()].filter(({ Id }) => Id === '1');
    const sorted = records.sort((a, b) => String(a.Field).localeCompare(String(b.Field)));
    expect(sorted).toEqual(expected.map((each) => ({ Id: '1', ...each })));
  },
);

test.each([
  ['JSON Lines', 'x.jsonl', (texts: string[]) => texts.join('\r\n\n')],
  ['JSON Lines by another name', 'x.ndjson', (texts: string[]) => `\ufeff${texts.join('\n')}`],
  ['a JSON array', 'x.json', (texts: string[]) => `\ufeff [ ${texts.join('\n,\n')} ]\n`],
  ['a packed JSON array', 'x.json.gz', (texts: string[]) => gzipSync(`[${texts.join(',')}]`)],
  ['JSON Lines by content', 'http', (texts: string[]) => texts.join('\n')],
  ['a JSON array by content', 'stdin', (texts: string[]) => `[\n${texts.join(',')}]`],
])('%s: values keep their text, a repeat is skipped', async (_, name, write) => {
  const tenant = uniqueTenant();
  const texts = ['1.0', '1e5', '9007199254740993', '-0', '{"a": [1.0]}', '"1.0"', 'true', 'null'];
  const text = write(texts.map((value, i) => `{"Id": ${i}, "Value": ${value}}`));
  expect(await deliver(tenant, text, {}, name)).toMatchObject({ received: 8, created: 8, rejected: 0 });

  expect(await stored(tenant, 'Value')).toEqual([...texts.slice(0, 5), '1.0', 'true', null]);
  expect(await deliver(tenant, text, { kind: 'full' }, name)).toMatchObject({ unchanged: 8, deleted: 0, seq: null });
});

test('a single top-level object is one record; one over several lines keeps its nested text', async () => {
  const tenant = uniqueTenant();
  await deliver(tenant, '{\n "Id": 1,\n "Tags": [1,\n 2] }\n', {}, 'Account.json');
  expect(await stored(tenant, 'Tags')).toEqual(['[1,\n 2]']);
  expect((await allRecords(db, tenant)).get('1')).toEqual({ Id: 1, Tags: [1, 2] });
});

const integers = fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String);
const decimals = fc
  .tuple(integers, fc.nat({ max: 999_999 }), fc.constantFrom('', 'e3', 'E-12', 'e+400'))
  .map(([integer, fraction, exponent]) => `${integer}.${fraction}${exponent}`);
const text = fc.string({ unit: 'grapheme' }).filter((value) => !value.includes('\0'));
const anyJson = fc.oneof(
  integers,
  decimals,
  text.map((value) => JSON.stringify(value)),
  fc.constantFrom('true', 'false', 'null', '{}', '[ ]', '-0', '0.0', '"\\u00e9\\n\\"\\/"'),
  fc.jsonValue().map((value) => JSON.stringify(value, null, 1)),
);

test('I8: any JSON value comes out as it went in', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyJson, { minLength: 1, maxLength: 30 }), fc.boolean(), async (values, large) => {
      const top = values.filter((value) => !/^".*\\u0000/.test(value));
      const filler = Array.from({ length: large ? MANY : 0 }, (_, i) => `{"Id":"f${i}"}`);
      const records = top.map((value, i) => `{"Id":"${String(i).padStart(3, '0')}","Value":${value}}`);
      const tenant = uniqueTenant();
      const line = await deliver(tenant, `[${[...filler, ...records].join(',')}]`, {}, 'x.json');
      expect(line).toMatchObject({ created: filler.length + top.length, rejected: 0 });

      const expected = top.map((value) =>
        value.startsWith('"') ? (JSON.parse(value) as string) : value === 'null' ? null : value,
      );
      const column = top.length > 0 ? await stored(tenant, 'Value') : [];
      expect(column.slice(0, top.length)).toEqual(expected);
    }),
    { numRuns: 12, endOnFailure: true },
  );
}, 60_000);

test('types are learned from values and widen; CSV changes none', async () => {
  const tenant = uniqueTenant();
  const first = { Id: 1, a: 1, b: true, c: 'x', d: { x: 1 }, e: null, f: 1, g: 2 };
  await deliver(tenant, lines(first, { Id: 2, a: 2, f: 1.5 }));
  expect(await typesOf(tenant)).toEqual({
    ...{ Id: 'integer', a: 'integer', b: 'boolean', c: 'string', d: 'json', e: 'string', f: 'number', g: 'integer' },
  });
  await ingest(db, tenant, 'Id,a,g\n3,007,x\n');
  expect(await typesOf(tenant)).toMatchObject({ Id: 'integer', a: 'integer', g: 'integer' });
  expect((await allRecords(db, tenant)).get('3')).toMatchObject({ Id: 3, a: '007', g: 'x' });

  await deliver(tenant, lines({ Id: 1, a: 0.5, b: 1, c: 2, d: 3, e: false }));
  expect(await typesOf(tenant)).toMatchObject({ a: 'number', b: 'string', c: 'string', d: 'string', e: 'boolean' });
  expect((await allRecords(db, tenant)).get('1')).toEqual({
    ...{ Id: 1, a: 0.5, b: '1', c: '2', d: '3', e: false, f: 1, g: 2 },
  });
});

test('bad records are quarantined with line, key where it can be read, reason and bytes; the others land', async () => {
  const tenant = uniqueTenant();
  const bad = [
    '{"Id":"1","Name":"a"',
    '[1]',
    '{"Id":"3","Name":"a\\u0000b"}',
    '{"Id":"4","Name":"\\udc00"}',
    '{"Id":null}',
    '{"Name":"x"}',
    'nonsense',
  ];
  const good = ['{"Id":"7","Name":"b"}', '{"Id":"8"}'];
  const line = await deliver(tenant, [good[0], ...bad, '', good[1]].join('\n'));
  expect(line).toMatchObject({ received: 9, created: 2, rejected: 7 });
  const rejects = await listRejects(db, line.run, { limit: 20 });
  expect(rejects.map((reject) => [reject.line, reject.key, reject.raw])).toEqual([
    [2, '1', bad[0]],
    [3, null, bad[1]],
    [4, '3', bad[2]],
    [5, '4', bad[3]],
    [6, null, bad[4]],
    [7, null, bad[5]],
    [8, null, bad[6]],
  ]);
  expect(rejects.map(({ reason }) => reason)).toEqual([
    expect.stringMatching(/^it is no valid JSON/),
    'it is an array, a record has to be a JSON object',
    expect.stringMatching(/^"Name" holds the character U\+0000/),
    expect.stringMatching(/^"Name" holds half of a UTF-16 pair/),
    'its key is null: "Id"',
    `it lacks the key's "Id"`,
    expect.stringMatching(/^it is no valid JSON/),
  ]);
});

test('a rejected record whose key can be read is not absent', async () => {
  const tenant = uniqueTenant();
  await deliver(tenant, lines({ Id: '1', A: 1 }, { Id: '2', A: 1 }, { Id: '3', A: 1 }));
  const again = '{"Id":"1","A":1}\n{"Id":"2","A":!}\n';
  expect(await deliver(tenant, again, { kind: 'full' })).toMatchObject({ deleted: 1, unchanged: 1, rejected: 1 });
  expect([...(await allRecords(db, tenant)).keys()]).toEqual(['1', '2']);
});

test.each([
  ['text behind the array', '[{"Id":1}]\n{"Id":2}', 'x.json', /text behind the end of the JSON, on line 2/],
  ['an array that is cut off', '[\n{"Id":1},\n{"Id":2', 'x.json', /ends in the middle: what is opened on line 1/],
  ['an object that is cut off', '\n{"Id":1,', 'x.json', /ends in the middle: what is opened on line 2/],
  ['a comma too many', '[{"Id":1},\n]', 'x.json', /nothing before the comma or bracket on line 2/],
  ['an empty file', ' \n', 'x.json', /is empty/],
  ['no array', '"x"', 'x.json', /line 1 begins neither an array nor an object/],
  ['nothing that can be read', 'Id,Name\n1,a\n', 'x.jsonl', /none of its first 2 records can be read.*line 1/],
  ['no key', '{"Name":"a"}', 'x.jsonl', /no key is declared and the sync output has no column Id or id/],
])('%s fails the run with a clear error', async (_, content, name, message) => {
  const tenant = uniqueTenant();
  await expect(deliver(tenant, content, {}, name)).rejects.toMatchObject({
    message: expect.stringMatching(message),
    hint: expect.any(String),
  });
  await expect(allRecords(db, tenant)).rejects.toMatchObject({ code: 'unknown_stream' });
});

test('a first delivery without a record succeeds, and leaves the stream to be settled by the next', async () => {
  const tenant = uniqueTenant();
  expect(await deliver(tenant, '\n', { kind: 'full' })).toMatchObject({ status: 'succeeded', received: 0 });
  expect(await deliver(tenant, '[]', { kind: 'full' }, 'x.json')).toMatchObject({ status: 'succeeded', received: 0 });
  expect(await deliver(tenant, lines({ id: 5 }))).toMatchObject({ created: 1 });
  expect(await deliver(tenant, '[]', { kind: 'full' }, 'x.json')).toMatchObject({ status: 'held', held: 1 });
});

test('columns that come in the middle of a large first delivery are there, and absent before', async () => {
  const tenant = uniqueTenant();
  const records = Array.from({ length: MANY * 2 }, (_, i) => ({
    Id: i,
    ...(i === MANY ? { New: 'n', 'a"b': 1 } : {}),
  }));
  expect(await deliver(tenant, lines(...records))).toMatchObject({ created: MANY * 2 });
  const all = await allRecords(db, tenant);
  expect(all.get(String(MANY))).toEqual({ Id: MANY, New: 'n', 'a"b': 1 });
  expect(all.get('1')).toEqual({ Id: 1, New: null, 'a"b': null });
  expect((await foldFeed(db, tenant)).size).toBe(MANY * 2);
});
