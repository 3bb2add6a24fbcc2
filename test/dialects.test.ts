import { Readable } from 'node:stream';
import fc from 'fast-check';
import { type Database, listRejects, type RunLine, type StreamSettings } from '@app/snapshot-core';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { allRecords, ingest, textInput } from './support/ingest.ts';

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

const deliver = (
  tenant: string,
  bytes: Buffer,
  settings: Partial<StreamSettings> = {},
  name = 'x.csv',
): Promise<RunLine> => ingest(db, tenant, '', settings, { input: textInput(bytes, name) });

const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();
const CSV = 'Id,Name\r\n1,"Ä, 😀"\r\n2,€\r\n';

test.each<[string, Buffer, string | undefined]>([
  ['UTF-8', Buffer.from(CSV), undefined],
  ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${CSV}`), undefined],
  ['UTF-16LE with a byte order mark', Buffer.from(`\ufeff${CSV}`, 'utf16le'), undefined],
  ['UTF-16BE with a byte order mark', utf16be(`\ufeff${CSV}`), undefined],
  ['UTF-8 with two', Buffer.from(`\ufeff\ufeff${CSV}`), undefined],
  ['UTF-16LE with three', Buffer.from(`\ufeff\ufeff\ufeff${CSV}`, 'utf16le'), undefined],
  ['UTF-16LE as told', Buffer.from(CSV, 'utf16le'), 'utf-16le'],
  ['UTF-16BE as told, marked all the same', utf16be(`\ufeff${CSV}`), 'utf-16be'],
])('%s is read', async (_, bytes, encoding) => {
  const tenant = uniqueTenant();
  await deliver(tenant, bytes, { encoding });
  expect([...(await allRecords(db, tenant)).values()]).toEqual([
    { Id: '1', Name: 'Ä, 😀' },
    { Id: '2', Name: '€' },
  ]);
});

test('an encoding of one byte a character, in CSV and JSON', async () => {
  for (const [name, text] of [
    ['x.csv', 'Id,Name\n1,caf\u00e9\n'],
    ['x.json', '[{"Id":"1","Name":"caf\u00e9"}]'],
  ] as const) {
    const tenant = uniqueTenant();
    await deliver(tenant, Buffer.from(text, 'latin1'), { encoding: 'windows-1252' }, name);
    expect((await allRecords(db, tenant)).get('1')).toEqual({ Id: '1', Name: 'café' });
  }
});

test('bytes that are invalid in the encoding reject their record; the others land', async () => {
  const tenant = uniqueTenant();
  const bad = Buffer.concat([
    Buffer.from('Id,Name\n1,a\n2,', 'utf16le'),
    Buffer.from([0x00, 0xd8]), // half of a pair
    Buffer.from('\n3,c\n', 'utf16le'),
  ]);
  const line = await deliver(tenant, bad, { encoding: 'utf-16le' });
  expect(line).toMatchObject({ created: 2, rejected: 1 });
  expect(await listRejects(db, line.run, { limit: 5 })).toMatchObject([
    { line: 3, key: '2', reason: expect.stringMatching(/UTF-8/) },
  ]);
});

test('text is transcoded alike in whatever pieces it comes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: 'grapheme', maxLength: 8 }),
      fc.integer({ min: 1, max: 5 }),
      async (value, size) => {
        fc.pre(!/[\0\ufffd]/.test(value));
        const tenant = uniqueTenant();
        const bytes = Buffer.from(`\ufeffId,Name\n1,"${value.replaceAll('"', '""')}"\n`, 'utf16le');
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
          bytes.subarray(i * size, (i + 1) * size),
        );
        const input = { name: 'x.csv', open: () => Readable.from(pieces), size: null };
        await ingest(db, tenant, '', {}, { input });
        expect((await allRecords(db, tenant)).get('1')!.Name).toBe(value);
      },
    ),
    { numRuns: 25 },
  );
});

test.each<[string, string, Partial<StreamSettings>]>([
  ['a told delimiter', 'Id#Name#Note\n1#"a#b"#\n', { delimiter: '#' }],
  ['a told delimiter, where another one stands more often', 'Id|Name,,,|Note\n1|"a|b"|\n', { delimiter: '|' }],
  ['a told quote', "Id,Name,Note\n1,'a,''b',\n2,'','\"'\n", { quote: "'" }],
  ['both', "Id;Name;Note\n1;'a;''b';\n", { quote: "'", delimiter: ';' }],
])('%s', async (_, csv, settings) => {
  const tenant = uniqueTenant();
  expect(await deliver(tenant, Buffer.from(csv), settings)).toMatchObject({ rejected: 0 });
  const [first, second] = [...(await allRecords(db, tenant)).values()];
  const { delimiter = ',', quote } = settings;
  const name = Object.keys(first!)[1]!;
  expect(first![name]).toBe(quote ? `a${delimiter}'b` : `a${delimiter}b`);
  expect(first!.Note).toBeNull();
  if (second) expect([second.Name, second.Note]).toEqual(['', '"']);
  expect(await deliver(tenant, Buffer.from(csv), settings)).toMatchObject({ seq: null });
});

test('a told dialect that contradicts itself is refused', async () => {
  await expect(deliver(uniqueTenant(), Buffer.from('Id\n'), { delimiter: '"' })).rejects.toMatchObject({
    code: 'invalid',
  });
});
