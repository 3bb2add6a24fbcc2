import { Readable } from 'node:stream';
import fc from 'fast-check';
import { type Database, runSinger, WeftError } from '@app/snapshot-core';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { allRecords } from './support/ingest.ts';
import { type Message, SingerModel, withoutNulls } from './support/singer-model.ts';

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

const streams = ['users', 'orders'];
const properties = { id: { type: 'integer' }, a: {}, b: {}, _sdc_deleted_at: { type: 'string', format: 'date-time' } };
const schemas: Message[] = streams.map((stream) => ({
  type: 'SCHEMA',
  stream,
  schema: { properties },
  key_properties: ['id'],
}));

const stream = fc.constantFrom(...streams);
const version = fc.integer({ min: 1, max: 3 });
const record = fc.record(
  {
    id: fc.integer({ min: 1, max: 4 }),
    a: fc.option(fc.constantFrom('x', 'y')),
    b: fc.option(fc.integer({ min: 0, max: 1 })),
    _sdc_deleted_at: fc.option(fc.constant('2025-01-01T00:00:00Z'), { freq: 4 }),
  },
  { requiredKeys: ['id'] },
);
const message: fc.Arbitrary<Message> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record(
      { type: fc.constant('RECORD' as const), stream, record, version },
      { requiredKeys: ['type', 'stream', 'record'] },
    ),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('STATE' as const), value: fc.constant<unknown>(0) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('ACTIVATE_VERSION' as const), stream, version }) },
  { weight: 1, arbitrary: fc.constantFrom(...schemas) },
);

/**
 * The same, but that records of streams which activate versions have one, as taps send them. Without one a record is of the version that
 * is active when it comes: so it is of another one when it comes again behind the activation.
 */
function repeatable(messages: readonly Message[]): Message[] {
  const activating = messages.flatMap((each) => (each.type === 'ACTIVATE_VERSION' ? [each.stream] : []));
  return messages.map((each) =>
    each.type === 'RECORD' && activating.includes(each.stream) ? { version: 1, ...each } : each,
  );
}

/** Ends the target as a kill does: what is committed stays, nothing else happens. */
class Killed extends Error {}

/** Runs a target over messages; a state's value is the position behind it. Returns the last state that was relayed. */
async function run(
  tenant: string,
  messages: readonly Message[],
  from: number,
  { batch, runs }: { batch: number; runs: number },
): Promise<{ states: number[]; killed: boolean }> {
  const sent = messages.slice(from).map((each, i) => (each.type === 'STATE' ? { ...each, value: from + i + 1 } : each));
  const text = [...schemas, ...sent].map((each) => `${JSON.stringify(each)}\n`).join('');
  const states: number[] = [];
  let left = runs;
  try {
    await runSinger(db, {
      tenant,
      integration: 'tap',
      name: 'stdin',
      input: { name: 'stdin', size: null, open: () => Readable.from([Buffer.from(text)]) },
      settings: { deleteLimit: { type: 'none' } },
      limits: { records: batch },
      onState: async (value) => void states.push(Number(value)),
      onRun: async () => {
        if (--left === 0) throw new Killed();
      },
    });
    return { states, killed: false };
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
    return { states, killed: true };
  }
}

async function stored(tenant: string): Promise<Record<string, object>> {
  const found: Record<string, object> = {};
  for (const name of streams) {
    const records = await allRecords(db, tenant, 'tap', name).catch((error: WeftError) => {
      if (error.code !== 'unknown_stream' && error.code !== 'unknown_tenant') throw error;
      return new Map<string, object>();
    });
    found[name] = Object.fromEntries([...records].map(([key, fields]) => [key, withoutNulls(fields)]));
  }
  return found;
}

test('any messages in any batches, killed and gone on with from the last state, end as in the model', async () => {
  const kills = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 2 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(message, { maxLength: 40 }),
      fc.integer({ min: 1, max: 12 }),
      kills,
      async (made, batch, killed) => {
        const messages = killed.length > 0 ? repeatable(made) : made;
        const tenant = uniqueTenant();
        let from = 0;
        const relayed: number[] = [];
        for (const runs of [...killed, Infinity]) {
          const outcome = await run(tenant, messages, from, { batch, runs });
          relayed.push(...outcome.states);
          from = outcome.states.at(-1) ?? from;
          if (!outcome.killed) break;
        }
        const model = new SingerModel();
        for (const each of [...schemas, ...messages]) model.take(each);
        expect(await stored(tenant)).toEqual(model.state());
        // Each state once, in order: one that was relayed is not sent again.
        expect(relayed).toEqual(messages.flatMap(({ type }, i) => (type === 'STATE' ? [i + 1] : [])));
      },
    ),
    { numRuns: 30 },
  );
}, 120_000);

test('a state is relayed only when everything before it is stored', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(message, { maxLength: 25 }), fc.integer({ min: 1, max: 6 }), async (messages, batch) => {
      const tenant = uniqueTenant();
      const model = new SingerModel();
      const lines = [...schemas, ...messages];
      let taken = 0;
      const text = lines.map((each, i) => JSON.stringify(each.type === 'STATE' ? { ...each, value: i } : each));
      await runSinger(db, {
        tenant,
        integration: 'tap',
        name: 'stdin',
        // A line a chunk, and a pause behind each state: so nothing behind it can have been written.
        input: {
          name: 'stdin',
          size: null,
          open: () => Readable.from(text.map((line) => Buffer.from(`${line}\n`))),
        },
        settings: { deleteLimit: { type: 'none' } },
        limits: { records: batch, stateMs: 0 },
        onState: async (value) => {
          for (; taken <= Number(value); taken++) model.take(lines[taken]!);
          expect(await stored(tenant)).toEqual({ users: {}, orders: {}, ...model.state() });
        },
      });
    }),
    { numRuns: 12 },
  );
}, 120_000);
