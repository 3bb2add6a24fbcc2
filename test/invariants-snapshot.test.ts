import fc from 'fast-check';
import {
  type ChangeView,
  type Database,
  digestOf,
  getSnapshotTable,
  getTenant,
  readChanges,
  readDigest,
  readRecordAsOf,
  readRecordsAsOf,
  type RecordView,
  type RunLine,
  type StreamSettings,
} from '@app/snapshot-core';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { allRecords, type Fields, foldFeed, ingest } from './support/ingest.ts';
import type { ModelScope } from './support/model-values.ts';
import { type Delivery, StreamModel, toCsv } from './support/stream-model.ts';

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

const NAMES = ['Name', 'Phone "x"', 'note, long', 'IsDeleted', '_key', 'key', 'op', 'x'.repeat(70), 'Date', 'Version'];

const value = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('a', 'b', 'true', 'NA', 'null', '001', '9007199254740993') },
  { weight: 2, arbitrary: fc.constant(null) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', ' ', '"', 'a,b', 'two\nlines', 'cr\r\nlf', "it's", '\\N', '\\.', 'ünï', '😀'),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 8 }).map((text) => text.replaceAll('\0', '')) },
);
const keyValue = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('1', '2', '3', '01', 'x"y', 'k,6', '\uffee', '😀') },
  { weight: 1, arbitrary: fc.constant(null) },
);

const dateValue = fc.constantFrom(
  '2025-05-01',
  '2025-05-03',
  '2025-05-02T10:00:00Z',
  '2025-05-03T07:30:00',
  '9',
  '10.5',
  'Total',
  null,
);
const versionValue = fc.constantFrom(
  ...['1', '2', '10', 'b', '2025-01-01T00:00:00+01:00', '2024-12-31T23:30:00Z', '2025-01-01', null],
);
const valuesOf = (name: string) => (name === 'Date' ? dateValue : name === 'Version' ? versionValue : value);

const scope = fc.constantFrom<(ModelScope | undefined)[]>(
  ...[undefined, undefined],
  { column: 'Date', from: '2025-05-02' },
  { column: 'Date', from: '2025-05-01', to: '2025-05-03' },
  { column: 'Date', from: '2025-05-02T09:00:00Z', to: '2025-05-03T07:30:00Z' },
  { column: 'Date', to: '9.50' },
  { column: 'Date', from: 'T' },
  { column: 'Date', value: '2025-05-01' },
  { column: 'Date', found: true },
);

/** Deliveries of one stream: any columns in any order, keys that repeat, malformed rows. */
const delivery = (key: string[]): fc.Arbitrary<Delivery> =>
  fc
    .subarray(NAMES, { minLength: key.length === 0 ? 1 : 0 })
    .chain((names) =>
      fc.shuffledSubarray([...key, ...names], { minLength: key.length + names.length }).chain((header) =>
        fc.record({
          header: fc.constant(header),
          rows: fc.array(fc.tuple(...header.map((name) => (key.includes(name) ? keyValue : valuesOf(name)))), {
            maxLength: 7,
          }),
          malformed: fc.array(fc.nat(9), { maxLength: 1 }),
          kind: fc.constantFrom('full' as const, 'incremental' as const),
          merge: fc.constantFrom('patch' as const, 'fill' as const, 'replace' as const, 'append' as const),
          ignore: fc.constantFrom<string[][]>([], ['Name']),
          drop: fc.constantFrom<string[][]>([], [], ['note, long', 'Phone "x"']),
          deletedWhen: fc.constantFrom<Record<string, string>[]>({}, { IsDeleted: 'True' }),
          scope,
          version: fc.constantFrom(undefined, 'Version'),
          contract: fc.constantFrom(
            'evolve' as const,
            'evolve' as const,
            'discard_column' as const,
            'reject_row' as const,
          ),
          days: fc.constantFrom<string[][]>([], [], ['Date']),
        }),
      ),
    )
    .map(withoutContradictions(key));

/** A version needs a key to be one of; what is appended is nothing complete; the scope's column has to be there. */
const withoutContradictions =
  (key: string[]) =>
  (each: Delivery): Delivery => ({
    ...each,
    kind: each.merge === 'append' ? 'incremental' : each.kind,
    version: each.merge === 'append' || key.length === 0 ? undefined : each.version,
    scope: each.header.includes('Date') ? each.scope : undefined,
  });

/** Records that no other row has the key of, so many that they travel by COPY or are loaded straight away. */
const withFiller = (each: Delivery): Delivery => {
  const filler = Array.from({ length: 2100 }, (_, i) =>
    each.header.map((name) => (['Id', 'Line', 'Name'].includes(name) ? `f${i}` : null)),
  );
  // So many rejects would fail the run.
  const contract = each.contract === 'reject_row' ? 'discard_column' : each.contract;
  return {
    ...each,
    contract,
    rows: [...filler, ...each.rows],
    malformed: each.malformed.map((at) => at + filler.length),
  };
};

/** A series in which deliveries also come again, as real syncs do. */
const series = (key: string[]) =>
  fc
    .array(fc.tuple(delivery(key), fc.nat(9)), { minLength: 1, maxLength: 6 })
    .map((drawn) =>
      drawn.flatMap(([each, again]) => (again < 3 ? [each, each] : again < 5 ? [each, drawn[0]![0]] : [each])),
    );

test.each([
  ['keyed by Id', ['Id'], 20, false],
  ['keyed by Id and Line', ['Id', 'Line'], 10, false],
  ['without a key', [], 10, false],
  ['keyed by Id, loaded and copied', ['Id'], 4, true],
  ['without a key, loaded and copied', [], 3, true],
])(
  'I2, I5, I8: any series of deliveries %s leaves what an in-memory model says, with and without skipping',
  async (_, key, numRuns, isLarge) => {
    await fc.assert(
      fc.asyncProperty(series(key), async (drawn) => {
        const deliveries = isLarge ? drawn.map(withFiller) : drawn;
        const model = new StreamModel(key);
        const [skipping, plain] = [uniqueTenant(), uniqueTenant()];
        const states: { latest: number; state: Fields[] }[] = [];
        for (const each of deliveries) {
          const expected = model.deliver(each);
          const settings = settingsOf(each, key);
          const csv = toCsv(each);

          const line = await ingest(db, skipping, csv, settings);
          expect(line).toMatchObject(expected);
          expect(driftOf(line)).toEqual(model.drift);
          expect(await ingest(db, plain, csv, settings, { skipFilter: false })).toMatchObject(expected);
          const records = await allRecords(db, skipping);
          // Identities by content are no text that the model could know.
          if (deliveries.some(({ merge }) => merge === 'append') || key.length === 0) {
            expect(asMultiset(records.values())).toEqual(asMultiset(model.state().values()));
          } else {
            expect(records).toEqual(model.state());
          }
          const { latest } = await readChanges(db, await getTenant(db, skipping), { after: 0, limit: 1 });
          states.push({ latest, state: [...model.state().values()] });
        }

        // I2: the feed folds to the snapshot, up to any point to what the snapshot was then.
        expect(await foldFeed(db, skipping)).toEqual(bySource(await allRecords(db, skipping)));
        const dropped = new Set(deliveries.flatMap(({ drop }) => drop));
        for (const { latest, state } of isLarge ? states.slice(-2) : states) {
          const fold = await foldFeed(db, skipping, latest);
          expect(asMultiset(fold.values(), dropped)).toEqual(asMultiset(state, dropped));
          if (isLarge) continue;
          const listed = await listAsOf(skipping, latest);
          expect(asMultiset(byKey(listed).values())).toEqual(asMultiset(fold.values()));
          const held = [...fold.keys()].map((id) => id.slice('crm.Account:'.length));
          expect(listed.map((record) => record.key)).toEqual(inByteOrder(held));
          await checkOneByOne(skipping, latest, fold, listed);
        }
        // I5: record by record the same changes, in the same order.
        expect(await changesOf(skipping)).toEqual(await changesOf(plain));
      }),
      { numRuns, endOnFailure: true },
    );
  },
  240_000,
);

function settingsOf(each: Delivery, key: string[]): Partial<StreamSettings> {
  const { kind, merge, ignore, drop, deletedWhen, version } = each;
  const { found, ...scope } = each.scope ?? {};
  return {
    ...{ key, kind, merge, ignore, drop, deletedWhen, version, deleteLimit: { type: 'none' } },
    contract: each.contract,
    types: Object.fromEntries((each.days ?? []).map((name) => [name, 'date'])),
    scope: each.scope && (found ? { column: each.scope.column } : (scope as StreamSettings['scope'])),
  };
}

/** What the run says of its columns, but for the hints. */
function driftOf({ drift }: RunLine) {
  if (!drift) return null;
  const { renamed: _, ...rest } = drift;
  return rest;
}

const bySource = (records: Map<string, Fields>) =>
  new Map([...records].map(([key, data]) => [`crm.Account:${key}`, data]));

/** Records whatever their keys. A column that came later reads as null before, so nulls are left out, as are others. */
const asMultiset = (records: Iterable<Fields>, without = new Set<string>()) =>
  [...records]
    .map((data) =>
      JSON.stringify(
        Object.entries(data)
          .filter(([name, each]) => each !== null && !without.has(name))
          .sort(),
      ),
    )
    .sort();

async function changesOf(tenant: string) {
  const { changes } = await readChanges(db, await getTenant(db, tenant), { after: 0, limit: 1000 });
  return changes.map(({ seq, key, op, changed, before, after }) => ({ seq, key, op, changed, before, after }));
}

/** Reads as of a change, three records at a time. */
async function listAsOf(tenantName: string, seq: number): Promise<RecordView[]> {
  const tenant = await getTenant(db, tenantName);
  const snapshot = await getSnapshotTable(db, tenant, 'crm', 'Account');
  const listed: RecordView[] = [];
  for (;;) {
    const page = await readRecordsAsOf(db, tenant, snapshot, seq, { limit: 3, after: listed.at(-1)?.key });
    listed.push(...page);
    if (page.length < 3) return listed;
  }
}

async function checkOneByOne(tenantName: string, seq: number, fold: Map<string, Fields>, listed: RecordView[]) {
  const tenant = await getTenant(db, tenantName);
  const snapshot = await getSnapshotTable(db, tenant, 'crm', 'Account');
  const { changes } = await readChanges(db, tenant, { after: 0, limit: 1000 });
  for (const record of listed) {
    expect(await readRecordAsOf(db, tenant, snapshot, seq, record.key)).toEqual(record);
    expect(lifeOf(changes, record.key, seq)).toEqual([record.created_seq, record.changed_seq]);
  }
  const held = [...fold].map(([id, data]) => ({ key: id.slice('crm.Account:'.length), data }));
  expect(await readDigest(db, tenant, snapshot, seq)).toEqual({
    source: 'crm.Account',
    seq,
    ...digestOf(held as never),
  });
}

/** From the feed: when the record of that time was created, and when it was changed last. */
function lifeOf(changes: ChangeView[], key: string, upTo: number) {
  const mine = changes.filter((change) => change.key === key && change.seq <= upTo);
  return [mine.findLast(({ op }) => op === 'created')?.seq, mine.at(-1)?.seq];
}

const byKey = (records: RecordView[]) => new Map(records.map(({ key, data }) => [key, data as Fields]));

const inByteOrder = (keys: string[]) => keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
