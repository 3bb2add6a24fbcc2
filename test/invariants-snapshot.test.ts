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
import { allRecords, type Fields, foldFeed, ingest, textInput } from './support/ingest.ts';
import { series, withFiller } from './support/deliveries.ts';
import { type Delivery, StreamModel, written } from './support/stream-model.ts';

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

/** Most columns that are columns of the table; the others live together in one. */
const FEW = 2;

test.each([
  ['keyed by Id', ['Id'], 20, false, undefined],
  ['keyed by Id and Line', ['Id', 'Line'], 10, false, undefined],
  ['without a key', [], 10, false, undefined],
  ['keyed by Id, loaded and copied', ['Id'], 4, true, undefined],
  ['without a key, loaded and copied', [], 3, true, undefined],
  ['keyed by Id, few real columns', ['Id'], 20, false, FEW],
  ['keyed by Id and Line, few real columns', ['Id', 'Line'], 10, false, FEW],
  ['without a key, few real columns', [], 10, false, FEW],
  ['keyed by Id, loaded and copied, few real columns', ['Id'], 4, true, FEW],
  ['without a key, loaded and copied, no real column', [], 3, true, 0],
])(
  'I2, I5, I8: any series of deliveries %s leaves what an in-memory model says, with and without skipping',
  async (_, key, numRuns, isLarge, realColumns) => {
    await fc.assert(
      fc.asyncProperty(series(key), async (drawn) => {
        const deliveries = isLarge ? drawn.map(withFiller) : drawn;
        const model = new StreamModel(key);
        const [skipping, plain] = [uniqueTenant(), uniqueTenant()];
        const states: { latest: number; state: Fields[] }[] = [];
        for (const each of deliveries) {
          const expected = model.deliver(each);
          const settings = settingsOf(each, key);
          const text = written(each);
          const input = textInput(text, `test.${each.form}`);

          const line = await ingest(db, skipping, text, settings, { input, realColumns });
          expect(line).toMatchObject(expected);
          if (each.form === 'csv') expect(driftOf(line)).toEqual(model.drift);
          else expect(newColumns(line.drift)).toEqual(newColumns(model.drift));
          const unskipped = { input, skipFilter: false, realColumns };
          expect(await ingest(db, plain, text, settings, unskipped)).toMatchObject(expected);
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

/** What may be told of the columns of a form that does not name them up front: what was skipped was not looked at. */
const newColumns = (drift: { new: string[]; discarded: string[]; types: object[] } | null | undefined) => ({
  new: drift?.new.filter((name) => !drift.discarded.includes(name)) ?? [],
  types: drift?.types ?? [],
});

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
