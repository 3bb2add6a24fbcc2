import fc from 'fast-check';
import { type Database, getSnapshotTable, getTenant, readDigest, readRecords, type RunLine } from '@app/snapshot-core';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { ingest } from './support/ingest.ts';

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

/** So many that their hashes are read in three pieces, while the file is looked through. */
const COUNT = 12_500;
const PADDING = 'x'.repeat(150);
const id = (n: number) => String(n).padStart(6, '0');
const line = (n: number, version = 0) => `${id(n)},v${version},${PADDING}`;
const csv = (lines: readonly string[], end = '\n') => `Id,Version,Text\n${lines.join('\n')}${end}`;

test('I5: records are skipped, staged and missed the same while the hashes of the stream are still being read', async () => {
  const tenant = uniqueTenant();
  const sync = async (lines: readonly string[], end?: string) => {
    const settings = { kind: 'full', deleteLimit: { type: 'none' } } as const;
    const { created, updated, deleted, unchanged } = await ingest(db, tenant, csv(lines, end), settings);
    return { created, updated, deleted, unchanged };
  };
  const lines = Array.from({ length: COUNT }, (_, n) => line(n));
  const none = { created: 0, updated: 0, deleted: 0 };
  expect(await sync(lines)).toEqual({ ...none, created: COUNT, unchanged: 0 });
  // What is unchanged, to its unfinished last line.
  expect(await sync(lines, '')).toEqual({ ...none, unchanged: COUNT });
  // In another order: what is asked for first is read last.
  expect(await sync(lines.toReversed())).toEqual({ ...none, unchanged: COUNT });
  // The first one changed, one in the middle twice, one beside it in a way that is undone later in the file.
  const mixed = [...lines];
  mixed[0] = line(0, 1);
  mixed[6000] = line(6000, 1);
  mixed[6001] = line(6001, 1);
  const later = [line(6000, 2), line(6001)];
  expect(await sync([...mixed, ...later])).toMatchObject({ ...none, updated: 2 });
  // The file ends before the hashes do: the others are absent.
  expect(await sync(lines.slice(1, 101))).toEqual({ ...none, deleted: COUNT - 100, unchanged: 100 });

  const snapshot = await getSnapshotTable(db, await getTenant(db, tenant), 'crm', 'Account');
  const records = await readRecords(db, snapshot, { limit: 500 });
  expect(records.map(({ key }) => key)).toEqual(Array.from({ length: 100 }, (_, i) => id(i + 1)));
}, 60_000);

/** What a source does to its extract: records from `at` on change, go, are moved to the end, come twice, or are preceded by new ones. */
const edit = fc.record({
  what: fc.constantFrom('change', 'change', 'remove', 'move', 'repeat', 'insert'),
  at: fc.nat(COUNT),
  count: fc.oneof(fc.nat(3), fc.nat(100), fc.nat(COUNT)),
  version: fc.nat(3),
});

type Edit = typeof edit extends fc.Arbitrary<infer Drawn> ? Drawn : never;

function edited(lines: readonly string[], { what, at, count, version }: Edit): string[] {
  const [before, these, behind] = [lines.slice(0, at), lines.slice(at, at + count), lines.slice(at + count)];
  const changed = these.map((text) => text.replace(/v\d/, `v${version}`));
  switch (what) {
    case 'change':
      return [...before, ...changed, ...behind];
    case 'remove':
      return [...before, ...behind];
    case 'move':
      return [...before, ...behind, ...these];
    case 'repeat':
      return [...before, ...these, ...behind, ...changed];
    default:
      return [...before, ...changed.map((text) => `n${text}`), ...these, ...behind];
  }
}

test('I5: whatever changes in a stream whose hashes come in pieces, skipping makes no difference', async () => {
  const series = fc.array(fc.array(edit, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(series, async (deliveries) => {
      const [skipping, plain] = [uniqueTenant(), uniqueTenant()];
      const lines = Array.from({ length: COUNT }, (_, n) => line(n));
      for (const text of [lines, ...deliveries.map((edits) => edits.reduce<string[]>(edited, lines))]) {
        const settings = { kind: 'full', deleteLimit: { type: 'none' } } as const;
        const skipped = await ingest(db, skipping, csv(text), settings);
        const unskipped = await ingest(db, plain, csv(text), settings, { skipFilter: false });
        expect(countsOf(skipped)).toEqual(countsOf(unskipped));
      }
      expect(await digestFor(skipping)).toEqual(await digestFor(plain));
    }),
    { numRuns: 4, endOnFailure: true },
  );
}, 120_000);

const countsOf = ({ received, created, updated, deleted, seq }: RunLine) => ({
  received,
  created,
  updated,
  deleted,
  seq,
});

async function digestFor(name: string) {
  const tenant = await getTenant(db, name);
  return (await readDigest(db, tenant, await getSnapshotTable(db, tenant, 'crm', 'Account'))).digest;
}
