import { appendFile, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import {
  type Database,
  fileInput,
  listRejects,
  runSync,
  type StreamSettings,
  type SyncInput,
  WeftError,
} from '@app/snapshot-core';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { allRecords, ingest } from './support/ingest.ts';

let db: Database;
let folder: string;
beforeAll(async () => {
  db = await testDatabase();
  folder = await mkdtemp(join(tmpdir(), 'weft-hostile-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await db.close();
});

const BEFORE = 'Id,Name\n1,a\n2,b\n';

/** Delivers what is given as a complete extract to a stream of two records. */
async function deliver(input: SyncInput, settings: Partial<StreamSettings> = {}) {
  const tenant = uniqueTenant();
  await ingest(db, tenant, BEFORE, { kind: 'full' });
  const request = { tenant, integration: 'crm', stream: 'Account', input };
  const sync = runSync(db, { ...request, settings: { kind: 'full', deleteLimit: { type: 'none' }, ...settings } });
  return { tenant, sync };
}

/** What a delivery fails with, and the records that are there then. */
async function refusalOf(input: SyncInput, settings: Partial<StreamSettings> = {}) {
  const { tenant, sync } = await deliver(input, settings);
  const error = await sync.then(
    () => new Error('it was taken'),
    (refused: Error) => refused,
  );
  const records = [...(await allRecords(db, tenant)).values()];
  return { name: error.name, message: error.message, hint: error instanceof WeftError ? error.hint : '', records };
}

/** A clear error, and the snapshot as it was. */
const refused = (message: RegExp) => ({
  name: 'WeftError',
  message: expect.stringMatching(message),
  hint: expect.stringMatching(/\w/),
  records: [
    { Id: '1', Name: 'a' },
    { Id: '2', Name: 'b' },
  ],
});

const bytesInput = (bytes: Buffer | string, name = 'x.csv'): SyncInput => ({
  name,
  open: () => Readable.from([Buffer.from(bytes)]),
  size: Buffer.byteLength(bytes),
});

/** So many megabytes of one byte behind a start, made while they are read. */
function long(start: string, megabytes: number, filler = 'x', end = ''): SyncInput {
  const chunk = Buffer.alloc(1 << 20, filler);
  const chunks = function* () {
    yield Buffer.from(start);
    for (let i = 0; i < megabytes; i++) yield chunk;
    if (end) yield Buffer.from(end);
  };
  return { name: 'x.csv', open: () => Readable.from(chunks()), size: null };
}

const png = Buffer.from('89504e470d0a1a0a0000000d49484452000000100000001008060000', 'hex');
const zip = (name: string) => Buffer.concat([Buffer.from('504b030414000600080000002100', 'hex'), Buffer.from(name)]);
const utf16 = Buffer.from('Id,Name\n1,a\n2,b\n', 'utf16le');

test.each<[string, Buffer | string, RegExp]>([
  ['nothing', '', /empty, it has no header/],
  ['nothing but empty lines', '\n\n\r\n', /empty, it has no header/],
  ['a PNG image', png, /it is a PNG image/],
  ['an xlsx workbook', zip('[Content_Types].xml'), /it is an Excel workbook/],
  ['a zip archive', zip('a.csv'), /it is a zip archive/],
  ['gzip in gzip', gzipSync(gzipSync(BEFORE)), /packed by gzip twice/],
  ['an old Office document', Buffer.from('d0cf11e0a1b11ae10000', 'hex'), /old Excel/],
  ['a PDF', '%PDF-1.7\n%âã', /a PDF document/],
  ['Parquet named CSV', Buffer.from('PAR1\u0015\u0004'), /a Parquet file/],
  ['an HTML page', '\n  <!DOCTYPE html>\n<html><body>503</body></html>\n', /an HTML page/],
  ['an HTML fragment', '<html lang="en"><title>Login</title>', /an HTML page/],
  ['XML', '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', /an XML document/],
  ['JSON Lines named CSV', '{"Id":"1","Name":"a"}\n{"Id":"2"}\n', /jsonl, no CSV/],
  ['a JSON array named CSV', '[{"Id":"1","Name":"a"}]', /json, no CSV/],
  ['UTF-16 without a mark', utf16, /text in utf-16le without a byte order mark/],
  ['UTF-16 without a mark, big endian', Buffer.from(utf16).swap16(), /text in utf-16be/],
  ['binary data', Buffer.from('0007ff100800410001000b'.repeat(20), 'hex'), /it is binary/],
  [
    'a header that is no UTF-8',
    Buffer.from([0x49, 0x64, 0x2c, 0xff, 0x0a, 0x31, 0x0a]),
    /header cannot be read.*UTF-8/,
  ],
  ['a header with a NUL', 'Id,Na\0me\n1,a\n', /header cannot be read/],
  ['duplicate headers', 'Id,Name,Name\n1,a,b\n', /names "Name" more than once/],
  ['a quote that is never closed', 'Id,Name\n1,a\n2,"b\n3,c\n', /quote is opened in the record on line 3/],
  ['another delimiter than the key needs', 'Key:Name\n1:a\n', /lacks the key's "Id"/],
  ['gzip that was cut off', gzipSync(BEFORE).subarray(0, -4), /no whole gzip file/],
  ['gzip with a broken checksum', breakChecksum(gzipSync(BEFORE)), /no whole gzip file/],
])('%s fails the run with a clear message and changes nothing', async (_, bytes, message) => {
  expect(await refusalOf(bytesInput(bytes))).toEqual(refused(message));
});

test.each([',', '\t'])(
  'a file with semicolons that is read with %j: the message names its delimiter',
  async (delimiter) => {
    const tenant = uniqueTenant();
    await expect(ingest(db, tenant, 'Id;Name\n1;a\n', { delimiter })).rejects.toMatchObject({
      code: 'no_key',
      hint: expect.stringContaining('it looks like ";"'),
    });
  },
);

test('a header alone is a complete extract without records: its deletes are held', async () => {
  const { sync } = await deliver(bytesInput('Id,Name\n'), { deleteLimit: { type: 'share', share: 0.2, floor: 10 } });
  expect(await sync).toMatchObject({ received: 0, held: 2, deleted: 0, status: 'held' });
});

test('only carriage returns end the lines', async () => {
  const { tenant, sync } = await deliver(bytesInput('Id,Name\r1,a\r2,b\r3,c\r'));
  expect(await sync).toMatchObject({ created: 1, unchanged: 2, rejected: 0 });
  expect((await allRecords(db, tenant)).get('3')).toEqual({ Id: '3', Name: 'c' });
});

test('NUL bytes and broken UTF-8 put their records into quarantine, and the others land', async () => {
  const bytes = Buffer.concat([
    Buffer.from('Id,Name\n1,a\n2,\0b\n3,'),
    Buffer.from([0xc3, 0x28]),
    Buffer.from('\n4,d\n'),
  ]);
  const { sync } = await deliver(bytesInput(bytes));
  const { run, ...line } = await sync;
  expect(line).toMatchObject({ created: 1, unchanged: 1, rejected: 2, deleted: 0 });
  expect((await listRejects(db, run, { limit: 9 })).map(({ key, reason }) => [key, reason])).toEqual([
    ['2', 'it holds a NUL byte, which text cannot'],
    ['3', 'it is not valid UTF-8'],
  ]);
});

test.each([
  ['a field of 200 MB', long('Id,Name\n1,', 200, 'x', '\n')],
  ['a quoted field of 200 MB', long('Id,Name\n1,"', 200, 'x', '"\n')],
  ['a quote that is never closed in a large file', long('Id,Name\n1,"a\n', 100, 'b,c\n')],
])(
  '%s: the record is too long',
  async (_, input) => {
    const message = /record that starts on line 2 does not end within 16 MiB/;
    expect(await refusalOf(input)).toEqual(refused(message));
  },
  60_000,
);

test('zeros are no text', async () => {
  expect(await refusalOf(long('Id,Name\n1,', 100, '\0'))).toEqual(refused(/it is binary/));
});

test('a first line that does not end is no header', async () => {
  const message = /header that starts on line 1 does not end within 16 MiB/;
  expect(await refusalOf(long('Id,Name', 40))).toEqual(refused(message));
});

test('a million columns are no table', async () => {
  const header = `Id,${Array.from({ length: 1_000_000 }, (_, i) => `c${i}`).join(',')}\n1\n`;
  expect(await refusalOf(bytesInput(header))).toEqual(
    refused(/there would be 1000001 columns or more, and a stream has at most 10000/),
  );
});

test.each(['jsonl', 'json'])(
  'a record of more members than there may be columns is put into quarantine by its key (%s)',
  async (format) => {
    const many = Array.from({ length: 20_000 }, (_, i) => `"f${i}":{"a":[1,2]}`).join(',');
    const [good, bad, last] = ['{"Id":"1","Name":"A"}', `{"Id":"2",${many}}`, '{"Id":"3","Name":"c"}'];
    const text = format === 'json' ? `[${good},${bad},${last}]` : `${good}\n${bad}\n${last}\n`;
    const { sync } = await deliver({
      name: `x.${format}`,
      open: () => Readable.from([Buffer.from(text)]),
      size: null,
    });
    const run = await sync;
    expect(run).toMatchObject({ received: 3, created: 1, updated: 1, deleted: 0, rejected: 1 });
    const [reject] = await listRejects(db, run.run, { limit: 9 });
    expect(reject).toMatchObject({ key: '2', reason: expect.stringMatching(/^it has more than 10000 fields/) });
  },
);

test('a gzip bomb is given up early', async () => {
  // Long records: a million short ones would be staged before it is given up, and it is not they that are looked at here.
  const block = Buffer.from(`7,${'a'.repeat((1 << 20) - 3)}\n`);
  const bomb = bytesInput(
    gzipSync(Buffer.concat([Buffer.from('Id,Name\n'), ...Array.from({ length: 80 }, () => block)])),
  );
  expect(await refusalOf(bomb)).toEqual(refused(/unpacks to more than 200 times its size/));
}, 120_000);

test.each<[string, (path: string) => Promise<void>]>([
  ['grows', (path) => appendFile(path, '3,c\n')],
  ['shrinks', (path) => truncate(path, 1000)],
])(
  'a file that %s while it is read leaves nothing behind',
  async (_, change) => {
    const path = join(folder, `${uniqueTenant()}.csv`);
    await writeFile(path, `Id,Name\n${Array.from({ length: 4000 }, (__, i) => `${i},${'n'.repeat(1000)}\n`).join('')}`);
    const file = await fileInput(path);
    // Changed once its first bytes have been read.
    const open = () =>
      Readable.from(
        (async function* () {
          let changed = false;
          for await (const chunk of file.open()) {
            if (!changed) await change(path);
            changed = true;
            yield chunk as Buffer;
          }
        })(),
      );
    expect(await refusalOf({ ...file, open })).toEqual(refused(/changed while it was read/));
  },
  60_000,
);

test('a directory and a missing file are no input', async () => {
  await expect(fileInput(folder)).rejects.toMatchObject({ message: expect.stringMatching(/it is a directory/) });
  await expect(fileInput(join(folder, 'none.csv'))).rejects.toMatchObject({ code: 'invalid_input' });
});

/** The last eight bytes hold checksum and length. */
function breakChecksum(packed: Buffer): Buffer {
  const broken = Buffer.from(packed);
  broken[broken.length - 8]! ^= 1;
  return broken;
}

test('a CSV whose header begins like a binary format is a CSV', async () => {
  const tenant = uniqueTenant();
  for (const [i, name] of ['ORCID', 'BZhours', 'GIF8'].entries()) {
    const run = await ingest(db, tenant, `${name},Id\nx,1\n`, { key: ['Id'] }, { stream: `S${i}` });
    expect(run).toMatchObject({ created: 1, rejected: 0 });
  }
});
