import fc from 'fast-check';
import { type Database, getTenant, readChanges } from '@app/snapshot-core';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { allRecords, type Fields, foldFeed, ingest } from './support/ingest.ts';
import { type Delivery, StreamModel, toCsv } from './support/stream-model.ts';

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

const NAMES = ['Name', 'Phone "x"', 'note, long', 'IsDeleted', '_key', 'x'.repeat(70)];

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
  { weight: 8, arbitrary: fc.constantFrom('1', '2', '3', '01', 'x"y', 'k,6') },
  { weight: 1, arbitrary: fc.constant(null) },
);

/** Deliveries of one stream: any columns in any order, keys that repeat, malformed rows. */
const delivery = (key: string[]): fc.Arbitrary<Delivery> =>
  fc.subarray(NAMES).chain((names) =>
    fc.shuffledSubarray([...key, ...names], { minLength: key.length + names.length }).chain((header) =>
      fc.record({
        header: fc.constant(header),
        rows: fc.array(fc.tuple(...header.map((name) => (key.includes(name) ? keyValue : value))), { maxLength: 7 }),
        malformed: fc.array(fc.nat(9), { maxLength: 1 }),
        kind: fc.constantFrom('full' as const, 'incremental' as const),
        merge: fc.constantFrom('patch' as const, 'fill' as const, 'replace' as const),
        ignore: fc.constantFrom<string[][]>([], ['Name']),
        deletedWhen: fc.constantFrom<Record<string, string>[]>({}, { IsDeleted: 'True' }),
      }),
    ),
  );

/** A series in which deliveries also come again, as real syncs do. */
const series = (key: string[]) =>
  fc
    .array(fc.tuple(delivery(key), fc.nat(9)), { minLength: 1, maxLength: 6 })
    .map((drawn) =>
      drawn.flatMap(([each, again]) => (again < 3 ? [each, each] : again < 5 ? [each, drawn[0]![0]] : [each])),
    );

const CHECK = { numRuns: 25, endOnFailure: true };

test.each([[['Id']], [['Id', 'Line']]])(
  'I2, I5, I8: any series of deliveries keyed by %j leaves what an in-memory model says, with and without skipping',
  async (key) => {
    await fc.assert(
      fc.asyncProperty(series(key), async (deliveries) => {
        const model = new StreamModel(key);
        const [skipping, plain] = [uniqueTenant(), uniqueTenant()];
        const states: { latest: number; state: Map<string, Fields> }[] = [];
        for (const each of deliveries) {
          const expected = model.deliver(each);
          const { kind, merge, ignore, deletedWhen } = each;
          const settings = { key, kind, merge, ignore, deletedWhen, deleteLimit: { type: 'none' as const } };
          const csv = toCsv(each);

          expect(await ingest(db, skipping, csv, settings)).toMatchObject(expected);
          expect(await ingest(db, plain, csv, settings, { skipFilter: false })).toMatchObject(expected);
          expect(await allRecords(db, skipping)).toEqual(model.state());
          const { latest } = await readChanges(db, await getTenant(db, skipping), { after: 0, limit: 1 });
          states.push({ latest, state: model.state() });
        }

        // I2: the feed folds to the snapshot, up to any point to what the snapshot was then.
        expect(await foldFeed(db, skipping)).toEqual(bySource(await allRecords(db, skipping)));
        for (const { latest, state } of states) {
          expect(withoutNulls(await foldFeed(db, skipping, latest))).toEqual(withoutNulls(bySource(state)));
        }
        // I5: record by record the same changes, in the same order.
        expect(await changesOf(skipping)).toEqual(await changesOf(plain));
      }),
      CHECK,
    );
  },
  120_000,
);

const bySource = (records: Map<string, Fields>) =>
  new Map([...records].map(([key, data]) => [`crm.Account:${key}`, data]));

/** A column that came later reads as null before: the fold up to then has it, the state then did not. */
const withoutNulls = (records: Map<string, Fields>) =>
  new Map(
    [...records].map(([id, data]) => [
      id,
      Object.entries(data)
        .filter(([, each]) => each !== null)
        .sort(),
    ]),
  );

async function changesOf(tenant: string) {
  const { changes } = await readChanges(db, await getTenant(db, tenant), { after: 0, limit: 1000 });
  return changes.map(({ seq, key, op, changed, before, after }) => ({ seq, key, op, changed, before, after }));
}
