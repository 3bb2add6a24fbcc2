import { type Database, getSnapshotTable, getTenant, readRecords } from '@app/snapshot-core';
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
