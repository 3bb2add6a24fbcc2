import {
  approveRun,
  type Database,
  getStream,
  getTenant,
  listRejects,
  listRuns,
  type RunLine,
  type SingerSync,
} from '@app/snapshot-core';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { activate, record, schema, type SingerOutcome, singerTarget, state } from './support/singer-messages.ts';
import { allRecords } from './support/ingest.ts';

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

const target = (
  tenant: string,
  messages: readonly (object | string)[],
  more: Partial<SingerSync> = {},
): Promise<SingerOutcome> => singerTarget(db, tenant, messages, more);

const records = async (tenant: string, stream: string) =>
  Object.fromEntries(await allRecords(db, tenant, 'tap', stream));

/** What a tap for a database sends: two streams interleaved, one of them complete. */
const transcript = [
  schema('users', ['id'], {
    id: { type: 'integer' },
    name: { type: ['null', 'string'] },
    balance: { type: ['null', 'number'] },
    seen: { anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] },
    tags: { type: 'array', items: { type: 'string' } },
  }),
  schema('orders', ['id', 'line'], { id: { type: 'integer' }, line: { type: 'integer' }, total: { type: 'string' } }),
  '{"type":"RECORD","stream":"users","record":{"id":1,"name":"Ada","balance":1.10,"seen":"2025-01-01T00:00:00Z","tags":["a", "b"]},"version":7,"time_extracted":"2025-01-02T00:00:00Z"}',
  record('orders', { id: 1, line: 1, total: '5.00' }),
  '{"type": "RECORD", "stream": "users", "version": 7, "record": {"id": 9007199254740993, "name": null, "balance": 2}}',
  state({ bookmarks: { orders: 1 } }),
  record('orders', { id: 1, line: 2, total: '6.00' }),
  activate('users', 7),
  state({ bookmarks: { orders: 2, users: null } }),
];

test('a transcript of two streams: records, types and states', async () => {
  const tenant = uniqueTenant();
  const { states, runs } = await target(tenant, transcript);

  expect(await records(tenant, 'users')).toEqual({
    '1': { id: 1, name: 'Ada', balance: 1.1, seen: '2025-01-01T00:00:00Z', tags: ['a', 'b'] },
    '9007199254740993': { id: '9007199254740993', name: null, balance: 2, seen: null, tags: null },
  });
  expect(Object.keys(await records(tenant, 'orders'))).toEqual(['["1","1"]', '["1","2"]']);
  expect(states).toEqual([{ bookmarks: { orders: 1 } }, { bookmarks: { orders: 2, users: null } }]);
  expect(runs.map(({ stream, created, kind }) => [stream, created, kind])).toEqual([
    ['users', 2, 'incremental'],
    ['orders', 2, 'incremental'],
  ]);
  const users = await getStream(db, await getTenant(db, tenant), 'tap', 'users');
  expect(Object.fromEntries(users.columns.map(({ name, type }) => [name, type]))).toEqual({
    id: 'integer',
    name: 'string',
    balance: 'number',
    seen: 'datetime',
    tags: 'json',
  });
});

test('the same transcript again changes nothing', async () => {
  const tenant = uniqueTenant();
  await target(tenant, transcript);
  const { runs } = await target(tenant, transcript);

  expect(runs.map(({ created, updated, deleted }) => created + updated + deleted)).toEqual([0, 0]);
});

describe('ACTIVATE_VERSION', () => {
  const version = (n: number, ids: number[]) => [
    schema('users', ['id']),
    ...ids.map((id) => record('users', { id, name: `n${id}` }, n)),
    activate('users', n),
  ];

  test('deletes the records that are not of the version', async () => {
    const tenant = uniqueTenant();
    await target(tenant, version(1, [1, 2, 3]));
    const { runs } = await target(tenant, version(2, [1, 3]));

    expect(Object.keys(await records(tenant, 'users'))).toEqual(['1', '3']);
    expect(runs.map(({ kind, deleted }) => [kind, deleted])).toEqual([
      ['incremental', 0],
      ['full', 1],
    ]);
  });

  test('counts records of earlier batches of the same version', async () => {
    const tenant = uniqueTenant();
    await target(tenant, version(1, [1, 2, 3]));
    await target(tenant, version(2, [1, 3]), { limits: { records: 1 } });

    expect(Object.keys(await records(tenant, 'users'))).toEqual(['1', '3']);
  });

  test('counts what was delivered before the target was restarted', async () => {
    const tenant = uniqueTenant();
    await target(tenant, version(1, [1, 2, 3, 4]));
    await target(tenant, [schema('users', ['id']), record('users', { id: 1, name: 'n1' }, 2)]);
    await target(tenant, version(2, [3]));

    expect(Object.keys(await records(tenant, 'users'))).toEqual(['1', '3']);
  });

  test('sent with every incremental sync, deletes nothing', async () => {
    const tenant = uniqueTenant();
    await target(tenant, [schema('users', ['id']), activate('users', 1), ...version(1, [1, 2]).slice(1)]);
    const { runs } = await target(tenant, version(1, [3]));

    expect(Object.keys(await records(tenant, 'users'))).toEqual(['1', '2', '3']);
    expect(runs).toHaveLength(1);
  });

  test('before the first record of a version, holds all deletes, and the records that follow are no longer held', async () => {
    const tenant = uniqueTenant();
    await target(tenant, version(1, [1, 2, 3]));
    const first = await target(tenant, [schema('users', ['id']), activate('users', 2)]);
    expect(first.runs).toMatchObject([{ kind: 'full', status: 'held', held: 3 }]);

    await target(tenant, version(2, [1, 2]));
    expect(Object.keys(await records(tenant, 'users'))).toEqual(['1', '2']);
    const runs = await listRuns(db, await getTenant(db, tenant), { limit: 9 });
    expect(runs.filter(({ status }) => status === 'held')).toEqual([]);
  });

  test('trips the breaker; what is held is approved, or held again by the next version', async () => {
    const tenant = uniqueTenant();
    const ids = Array.from({ length: 30 }, (_, i) => i);
    await target(tenant, version(1, ids));
    const { runs } = await target(tenant, version(2, [0, 1]));
    expect(runs.at(-1)).toMatchObject({ status: 'held', held: 28, deleted: 0 });
    expect(Object.keys(await records(tenant, 'users'))).toHaveLength(30);

    const again = await target(tenant, version(2, [0, 1]));
    expect(again.runs.at(-1)).toMatchObject({ status: 'held', held: 28 });
    await approveRun(db, await getTenant(db, tenant), again.runs.at(-1)!.run);
    expect(Object.keys(await records(tenant, 'users'))).toEqual(['0', '1']);
  });

  test('a rejected record of the version is not absent', async () => {
    const tenant = uniqueTenant();
    await target(tenant, version(1, [1, 2]));
    const { runs } = await target(tenant, [
      schema('users', ['id']),
      record('users', { id: 1, name: 'n1' }, 2),
      '{"type":"RECORD","stream":"users","version":2,"record":{"id":2,"name":"\\u0000"}}',
      activate('users', 2),
    ]);

    expect(runs).toMatchObject([{ rejected: 1 }]);
    expect(Object.keys(await records(tenant, 'users'))).toEqual(['1', '2']);
  });

  test('works for streams without a key, duplicates and all, in any batches', async () => {
    const rows = (n: number, names: string[]) => [
      schema('log', []),
      ...names.map((name) => record('log', { name }, n)),
      activate('log', n),
    ];
    const names = async (tenant: string) =>
      Object.values(await records(tenant, 'log'))
        .map(({ name }) => name)
        .sort();
    for (const size of [1, 100]) {
      const tenant = uniqueTenant();
      await target(tenant, rows(1, ['a', 'a', 'b', 'c']), { limits: { records: size } });
      expect(await names(tenant)).toEqual(['a', 'a', 'b', 'c']);
      await target(tenant, rows(2, ['a', 'c', 'c', 'd']), { limits: { records: size } });
      expect(await names(tenant)).toEqual(['a', 'c', 'c', 'd']);
    }
  });

  test('equal records without a key are unchanged under a new version, also in one Singer stream', async () => {
    const rows = (n: number, names: string[]) => [
      ...names.map((name) => record('log', { name }, n)),
      activate('log', n),
    ];
    for (const size of [1, 100]) {
      const tenant = uniqueTenant();
      const { runs } = await target(
        tenant,
        [schema('log', []), ...rows(1, ['a', 'a', 'b']), ...rows(2, ['a', 'a', 'b']), ...rows(3, ['a', 'c'])],
        { limits: { records: size } },
      );
      const sum = (of: (run: RunLine) => number) => runs.reduce((total, run) => total + of(run), 0);
      expect([sum((run) => run.created), sum((run) => run.deleted)]).toEqual([4, 2]);
      expect(Object.values(await records(tenant, 'log'))).toHaveLength(2);

      const again = await target(tenant, [schema('log', []), ...rows(4, ['c', 'a'])], { limits: { records: size } });
      expect(again.runs.every(({ created, deleted }) => created + deleted === 0)).toBe(true);
    }
  });
});

test('_sdc_deleted_at deletes', async () => {
  const tenant = uniqueTenant();
  const users = schema('users', ['id'], {
    id: { type: 'integer' },
    name: {},
    _sdc_deleted_at: { format: 'date-time' },
  });
  await target(tenant, [
    users,
    record('users', { id: 1, name: 'a', _sdc_deleted_at: null }),
    record('users', { id: 2 }),
  ]);
  await target(tenant, [users, record('users', { id: 1, _sdc_deleted_at: '2025-01-01T00:00:00Z' })]);

  expect(Object.keys(await records(tenant, 'users'))).toEqual(['2']);
});

test('a record without its key goes into quarantine, with its line', async () => {
  const tenant = uniqueTenant();
  const { runs } = await target(tenant, [
    schema('users', ['id']),
    record('users', { id: 1 }),
    record('users', { id: null }),
  ]);

  expect(runs).toMatchObject([{ created: 1, rejected: 1 }]);
  const rejects = await listRejects(db, runs[0]!.run, { limit: 9 });
  expect(rejects).toMatchObject([{ line: 3, reason: 'its key is null: "id"' }]);
});

test('long records among short ones', async () => {
  const tenant = uniqueTenant();
  const names = ['a', 'x'.repeat(3 << 20), 'b', 'y'.repeat(2 << 20), 'z'.repeat(2 << 20), 'c'];
  await target(tenant, [schema('users', ['id']), ...names.map((name, id) => record('users', { id, name }))]);

  expect(Object.values(await records(tenant, 'users')).map(({ name }) => name)).toEqual(names);
});

test('a schema that names no properties', async () => {
  const tenant = uniqueTenant();
  const users = { type: 'SCHEMA', stream: 'users', schema: {}, key_properties: ['id'] };
  await target(tenant, [users, record('users', { id: 1, name: 'a' })]);

  expect(await records(tenant, 'users')).toEqual({ '1': { id: 1, name: 'a' } });
});

test('a schema that changes in the middle', async () => {
  const tenant = uniqueTenant();
  await target(tenant, [
    schema('users', ['id'], { id: { type: 'integer' } }),
    record('users', { id: 1 }),
    schema('users', ['id'], { id: { type: 'integer' }, at: { type: 'string', format: 'date' } }),
    record('users', { id: 2, at: '2025-01-01' }),
  ]);

  expect(await records(tenant, 'users')).toEqual({ '1': { id: 1, at: null }, '2': { id: 2, at: '2025-01-01' } });
});

test.each([
  ['a record before its schema', record('users', { id: 1 }), /^line 3 of stdin .* no SCHEMA message was seen/],
  ['a line of a log', 'INFO sync started', /^line 3 of stdin .*it is no valid JSON/],
  ['a line that ends in the middle', '{"type":"RECORD","stream":"crm","rec', /^line 3 of stdin .*it is no valid JSON/],
  ['another type', { type: 'HELLO' }, /its type is HELLO/],
  ['files instead of records', { type: 'BATCH', stream: 'crm', manifest: [] }, /it is a BATCH message/],
  ['a record that is a list', { type: 'RECORD', stream: 'crm', record: [1] }, /its record is no object/],
  ['no stream', { type: 'RECORD', record: {} }, /its RECORD message has no "stream"/],
  ['a key that is no list', { type: 'SCHEMA', stream: 'x', schema: {}, key_properties: 'id' }, /are no list of names/],
])('%s fails by name; what stood before it is written', async (_, line, message) => {
  const tenant = uniqueTenant();
  const states: string[] = [];
  const failing = target(
    tenant,
    [
      schema('crm', ['id']),
      record('crm', { id: 1 }),
      ...(typeof line === 'string' ? [line] : [JSON.stringify(line)]),
      state(1),
    ],
    { onState: async (value) => void states.push(value) },
  );

  await expect(failing).rejects.toMatchObject({ code: 'invalid_input', message: expect.stringMatching(message) });
  expect(Object.keys(await records(tenant, 'crm'))).toEqual(['1']);
  expect(states).toEqual([]);
});

test('another key than the stream has is refused', async () => {
  const tenant = uniqueTenant();
  await target(tenant, [schema('users', ['id']), record('users', { id: 1, name: 'a' })]);
  const other = target(tenant, [schema('users', ['name']), record('users', { id: 1, name: 'a' })]);

  await expect(other).rejects.toMatchObject({ code: 'conflict' });
});
