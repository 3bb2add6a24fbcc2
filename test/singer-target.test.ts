import { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { type Database, runSync } from '@app/snapshot-core';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { eventually } from './support/eventually.ts';
import { allRecords } from './support/ingest.ts';
import { type Message, SingerModel, withoutNulls } from './support/singer-model.ts';
import { jsonLines, startWeft, weft } from './support/weft.ts';

let db: Database;
let folder: string;
let env: Record<string, string>;
beforeAll(async () => {
  db = await testDatabase();
  folder = await mkdtemp(join(tmpdir(), 'weft-singer-'));
  env = { DATABASE_URL: db.url, WEFT_HOME: join(folder, 'home') };
});
afterAll(async () => {
  await db.close();
  await rm(folder, { recursive: true, force: true });
});

const schema: Message = {
  type: 'SCHEMA',
  stream: 'users',
  schema: { properties: { id: { type: 'integer' }, name: { type: 'string' } } },
  key_properties: ['id'],
};
const user = (id: number, version?: number): Message => ({
  type: 'RECORD',
  stream: 'users',
  record: { id, name: `user ${id}` },
  ...(version === undefined ? {} : { version }),
});
const text = (messages: readonly Message[]) => messages.map((each) => `${JSON.stringify(each)}\n`).join('');

const asTarget = (tenant: string, ...more: string[]) => [
  'ingest',
  '-',
  '--tenant',
  tenant,
  '--integration',
  'tap',
  '--format',
  'singer',
  ...more,
];

async function stored(tenant: string): Promise<Record<string, object>> {
  const records = await allRecords(db, tenant, 'tap', 'users');
  return Object.fromEntries([...records].map(([key, fields]) => [key, withoutNulls(fields)]));
}

test('tap | weft ingest --format singer -: states on standard output, runs on standard error', async () => {
  const tenant = uniqueTenant();
  const state = { type: 'STATE', value: { bookmarks: { users: '2025-01-01' } } } as const;
  const input = text([schema, user(1), user(2), state]);

  const outcome = await weft(asTarget(tenant, '--json'), { env, input });
  expect(outcome.code).toBe(0);
  expect(outcome.stdout).toBe('{"bookmarks":{"users":"2025-01-01"}}\n');
  expect(jsonLines(outcome.stderr)).toMatchObject([{ tenant, integration: 'tap', stream: 'users', created: 2 }]);

  const forPeople = await weft(asTarget(tenant), { env, input });
  expect(forPeople.stdout).toBe('{"bookmarks":{"users":"2025-01-01"}}\n');
  expect(forPeople.stderr).toMatch(/tap\.users/);
});

test('a line that is no message: exit code 1, one line of reason, the states before it', async () => {
  const tenant = uniqueTenant();
  const input = `${text([schema, user(1), { type: 'STATE', value: 1 }])}Traceback (most recent call last):\n`;
  const { code, stdout, stderr } = await weft(asTarget(tenant, '--json'), { env, input });

  expect(code).toBe(1);
  expect(stdout).toBe('1\n');
  expect(stderr).toMatch(/error: line 4 of stdin .* cannot be taken: it is no valid JSON/);
  expect(Object.keys(await stored(tenant))).toEqual(['1']);
});

test('files: packed, with --json the runs on standard output; exit code 3 for what was rejected', async () => {
  const tenant = uniqueTenant();
  const path = join(folder, 'tap', 'any-20250101T000000.singer.gz');
  await mkdir(join(folder, 'tap'), { recursive: true });
  await writeFile(path, gzipSync(text([schema, user(1), { type: 'RECORD', stream: 'users', record: { id: null } }])));

  const json = await weft(['ingest', path, '--tenant', tenant, '--json'], { env });
  expect(json.code).toBe(3);
  expect(jsonLines(json.stdout)).toMatchObject([{ stream: 'users', created: 1, rejected: 1 }]);

  const synced = await weft(['sync', folder, '--tenant', tenant, '--json'], { env });
  expect(jsonLines(synced.stdout)).toMatchObject([{ integration: 'tap', stream: 'users', created: 0, unchanged: 1 }]);
});

test('a state is relayed while the tap goes on, and SIGTERM stores what has come', async () => {
  const tenant = uniqueTenant();
  const { child, output, ended } = startWeft(asTarget(tenant, '--json'), { env });
  await send(child, text([schema, user(1), { type: 'STATE', value: 1 }]));
  await eventually('the first state', () => output.stdout === '1\n');
  expect(Object.keys(await stored(tenant))).toEqual(['1']);

  await send(child, text([user(2)]));
  // It has read the record once it has answered to a state behind it.
  await send(child, text([{ type: 'STATE', value: 2 }, user(3)]));
  await eventually('the second state', () => output.stdout === '1\n2\n');
  child.kill('SIGTERM');
  const { code, stdout } = await ended;

  expect(code).toBe(130);
  expect(stdout).toBe('1\n2\n');
  expect(Object.keys(await stored(tenant))).toEqual(['1', '2', '3']);
});

test('killed at any moment and gone on with from the last state, it ends as in the model', async () => {
  const tenant = uniqueTenant();
  const old = Array.from({ length: 60 }, (_, i) => user(i, 1));
  const before: Message[] = [schema, ...old, { type: 'ACTIVATE_VERSION', stream: 'users', version: 1 }];
  await weft(asTarget(tenant), { env, input: text(before) });

  // The second sync has no users 0 to 4 any more. A state's value is the position behind it.
  const sync: Message[] = [];
  for (let id = 5; id < 3000; id++) {
    sync.push(user(id, 2));
    if (id % 50 === 0) sync.push({ type: 'STATE', value: sync.length + 1 });
  }
  sync.push({ type: 'ACTIVATE_VERSION', stream: 'users', version: 2 });
  let from = 0;
  for (let kill = 0; kill < 2; kill++) {
    const { child, output, ended } = startWeft(asTarget(tenant), { env });
    child.stdin!.on('error', () => undefined); // it is gone
    const next = sync.slice(from, from + 700 + kill * 130);
    child.stdin!.write(text([schema, ...next]));
    await eventually('a state', () => output.stdout.includes('\n'));
    child.stdin!.write(text(sync.slice(from + next.length, from + next.length + 400)));
    child.kill('SIGKILL');
    const { stdout } = await ended;
    from = jsonLines<number>(stdout.slice(0, stdout.lastIndexOf('\n') + 1)).at(-1)!;
  }
  const { code, stdout } = await weft(asTarget(tenant), { env, input: text([schema, ...sync.slice(from)]) });

  expect(code).toBe(0);
  expect(from).toBeGreaterThan(500);
  expect(jsonLines<number>(stdout)).toEqual(
    sync.flatMap((each, i) => (each.type === 'STATE' && i >= from ? [each.value] : [])),
  );
  const model = new SingerModel();
  for (const message of [...before, ...sync]) model.take(message);
  expect(await stored(tenant)).toEqual(model.state().users);
}, 120_000);

async function send(child: ChildProcess, lines: string): Promise<void> {
  if (!child.stdin!.write(lines)) await once(child.stdin!, 'drain');
}

test('a Singer stream that is given as one stream is refused, with the way to ingest it', async () => {
  const input = { name: 'stdin', size: null, open: () => Readable.from([Buffer.from(text([schema]))]) };
  const one = runSync(db, { tenant: uniqueTenant(), integration: 'tap', stream: 'users', input });

  await expect(one).rejects.toMatchObject({ code: 'invalid_input', hint: expect.stringMatching(/--format singer/) });
});
