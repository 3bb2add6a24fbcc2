import fc from 'fast-check';
import { type Database, getTenant, readChanges, type RunLine } from '@app/snapshot-core';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { allRecords, foldFeed, ingest } from './support/ingest.ts';

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

/** Few values, so that records come again in other places, beside others of their key. */
const field = fc.constantFrom('', 'a', 'b', '"a"', '"x, ""y"" z"', '"two\nlines"', '"cr\r\nlf"', 'ü', '5" pipe', '1');
const key = fc.constantFrom('1', '2', '3', '"1"', '"k,4"', '"q""5"');
const flawed = fc.constantFrom('', 'a,1', 'a,1,b,c', 'x"y,1,\0', '"a"b,1,c', ',,');
const line = fc.oneof(
  { weight: 12, arbitrary: fc.tuple(field, key, field).map((fields) => fields.join(',')) },
  { weight: 1, arbitrary: flawed },
);
/** One header, its key behind another column; each delivery is partly the one before. */
const deliveries = fc.array(
  fc.record({
    lines: fc.array(line, { maxLength: 9 }),
    newline: fc.constantFrom('\n', '\n', '\r\n'),
    ends: fc.boolean(),
    kind: fc.constantFrom('full' as const, 'incremental' as const),
    /** Of the lines of the delivery before those that come again, in place of as many of this one's. */
    again: fc.array(fc.tuple(fc.nat(8), fc.nat(8)), { maxLength: 8 }),
  }),
  { minLength: 2, maxLength: 5 },
);

test.each([
  ['as they come', undefined],
  ['by version', 'Version'],
])('I5: what partly is what it was leaves the same, with and without skipping, %s', async (_, version) => {
  await fc.assert(
    fc.asyncProperty(deliveries, async (series) => {
      const [skipping, plain] = [uniqueTenant(), uniqueTenant()];
      let before: string[] = [];
      for (const { lines, newline, ends, kind, again } of series) {
        const mixed = [...lines];
        for (const [from, to] of again) if (before[from] !== undefined) mixed[to] = before[from];
        before = mixed.map((each) => each ?? '');
        const csv = ['Version,Id,Name', ...before].join(newline) + (ends ? newline : '');
        const limits = { deleteLimit: { type: 'none' as const }, rejectLimit: { count: 100 } };
        const settings = { key: ['Id'], kind, version, ...limits };
        const line = await ingest(db, skipping, csv, settings);
        const unskipped = await ingest(db, plain, csv, settings, { skipFilter: false });
        expect(countsOf(line)).toEqual(countsOf(unskipped));
      }
      expect(await allRecords(db, skipping)).toEqual(await allRecords(db, plain));
      expect(await changesOf(skipping)).toEqual(await changesOf(plain));
      expect(new Set((await foldFeed(db, skipping)).keys()).size).toBe((await allRecords(db, skipping)).size);
    }),
    { numRuns: 15, endOnFailure: true },
  );
});

/** Without `unchanged`: a skipped record that a later one of its key replaces counts there. */
const countsOf = ({ status, received, created, updated, deleted, rejected, seq, drift }: RunLine) => ({
  ...{ status, received, created, updated, deleted, rejected, seq, drift },
});

async function changesOf(tenant: string) {
  const { changes } = await readChanges(db, await getTenant(db, tenant), { after: 0, limit: 1000 });
  return changes.map(({ seq, key, op, before, after }) => ({ seq, key, op, before, after }));
}
