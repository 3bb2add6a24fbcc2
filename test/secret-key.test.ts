import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase, openSecrets, readConfig } from '@app/snapshot-core';
import { ownDatabase } from './support/database.ts';

let own: Awaited<ReturnType<typeof ownDatabase>>;
let db: Database;
let home: string;

beforeEach(async () => {
  own = await ownDatabase();
  db = await openDatabase({ url: own.url, poolSize: 8 });
  home = await mkdtemp(join(tmpdir(), 'weft-home-'));
});

afterEach(async () => {
  await db.close();
  await own.drop();
  await rm(home, { recursive: true, force: true });
});

const owner = ['acme', 'keys.json'];
const newKey = (): string => Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64');

test('the first start makes a key, kept with mode 0600; all starts after it use that one', async () => {
  const first = await openSecrets(db, { home }).key();
  expect(first).toMatchObject({ generated: true, path: join(home, 'secret-key') });
  expect((await stat(first.path!)).mode & 0o777).toBe(0o600);
  expect((await readFile(first.path!, 'utf8')).trim()).toBe(first.bytes.toString('base64'));
  expect(await openSecrets(db, { home }).key()).toEqual({ ...first, generated: false });
});

test('several first starts at once agree on one key', async () => {
  const keys = await Promise.all(Array.from({ length: 6 }, () => openSecrets(db, { home }).key()));
  expect(new Set(keys.map(({ id }) => id)).size).toBe(1);
  expect(keys.filter(({ generated }) => generated)).toHaveLength(1);
});

test('a process without the key says so rather than making another', async () => {
  const sealed = await openSecrets(db, { home }).seal(owner, 'secret');
  const elsewhere = join(home, 'elsewhere');
  await expect(openSecrets(db, { home: elsewhere }).key()).rejects.toMatchObject({
    code: 'unusable_secret',
    message: expect.stringContaining(`a key (${sealed.keyId}) that this process does not have`),
    hint: expect.stringContaining(join(elsewhere, 'secret-key')),
  });
  await expect(stat(join(elsewhere, 'secret-key'))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('WEFT_SECRET_KEY goes before the kept key; what another key sealed is refused by the names of both', async () => {
  const kept = openSecrets(db, { home });
  const sealed = await kept.seal(owner, 'secret');
  const given = openSecrets(db, { home, secretKey: newKey() });
  expect(await given.key()).toMatchObject({ generated: false, path: undefined });
  await expect(given.open(owner, sealed)).rejects.toMatchObject({
    code: 'unusable_secret',
    message: `the secret acme/keys.json is encrypted with key ${sealed.keyId}, but the key of this process is ${(await given.key()).id}`,
  });
  expect(await given.open(owner, await given.seal(owner, 'x'))).toBe('x');
  expect(await kept.open(owner, sealed)).toBe('secret');
});

test('a kept key that is none is refused, and taken up once it is put right', async () => {
  const path = join(home, 'secret-key');
  await writeFile(path, 'not a key\n');
  const secrets = openSecrets(db, { home });
  await expect(secrets.key()).rejects.toMatchObject({
    code: 'unusable_secret',
    message: expect.stringContaining(path),
  });
  await writeFile(path, `${newKey()}\n`);
  expect(await secrets.key()).toMatchObject({ generated: false, path });
});

test('a WEFT_SECRET_KEY that is no key is named, not shown', () => {
  const key = newKey();
  expect(readConfig({ WEFT_SECRET_KEY: key }).secretKey).toBe(key);
  expect(() => readConfig({ WEFT_SECRET_KEY: 'hunter2' })).toThrow(/WEFT_SECRET_KEY: must be 32 bytes in base64/);
  expect(() => readConfig({ WEFT_SECRET_KEY: 'hunter2' })).not.toThrow(/hunter2/);
});
