import fc from 'fast-check';
import {
  type Database,
  execute,
  getSnapshotTable,
  getTenant,
  ident,
  pruneChanges,
  readChanges,
  readDigest,
  readHistory,
  readRecordAsOf,
  readRecordsAsOf,
  revertRun,
  rows,
  sql,
} from '@app/snapshot-core';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { allRecords, ingest } from './support/ingest.ts';

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

const open = async (name: string) => {
  const tenant = await getTenant(db, name);
  return { tenant, snapshot: await getSnapshotTable(db, tenant, 'crm', 'Account') };
};
const FULL = { kind: 'full', deleteLimit: { type: 'none' } } as const;

/** Makes a run one that ended so many days ago. */
const ageRun = (run: number, days: number) =>
  execute(
    db.pool,
    sql`update weft.sync_run set finished_at = now() - make_interval(days => ${days}::integer) where id = ${run}`,
  );
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);

const step = fc.uniqueArray(fc.tuple(fc.constantFrom('1', '2', '3'), fc.constantFrom('x', 'y', 'z')), {
  maxLength: 3,
  selector: ([id]) => id,
});

test('I2: whatever is pruned, everything from the oldest change on is told as before', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 7 }), fc.nat(), async (steps, pick) => {
      const name = uniqueTenant();
      const ends: number[] = [];
      for (const [i, each] of steps.entries()) {
        const csv = `Id,a\n${each.map(([id, a]) => `${id},${a}\n`).join('')}`;
        const line = await ingest(db, name, csv, FULL);
        await ageRun(line.run, steps.length - i); // the last one a day ago
        ends.push(line.seq?.to ?? ends.at(-1) ?? 0);
      }
      const { tenant, snapshot } = await open(name);
      const kept = pick % steps.length;
      const latest = ends.at(-1)!;
      const bound = kept === 0 ? 0 : ends[kept - 1]!;
      const told = async () => {
        const states = [];
        for (let seq = bound; seq <= latest; seq++) {
          const page = await readRecordsAsOf(db, tenant, snapshot, seq, { limit: 10 });
          states.push(
            page.map(({ created_seq: _, ...record }) => record),
            await readDigest(db, tenant, snapshot, seq),
          );
        }
        return { states, changes: (await readChanges(db, tenant, { after: bound, limit: 1000 })).changes };
      };
      const before = await told();
      const present = await allRecords(db, name);

      // The first `kept` runs ended more than steps.length - kept days ago.
      const pruned = await pruneChanges(db, tenant, daysAgo(steps.length - kept + 0.5));
      expect(pruned).toEqual({ changes: bound, rejects: 0, oldest: bound + 1 });
      expect(await told()).toEqual(before);
      expect(await allRecords(db, name)).toEqual(present);
      expect(await readChanges(db, tenant, { after: latest, limit: 1 })).toMatchObject({ oldest: bound + 1, latest });
      expect(await pruneChanges(db, tenant, daysAgo(steps.length - kept + 0.5))).toEqual({
        changes: 0,
        rejects: 0,
        oldest: bound + 1,
      });

      if (bound > 0) {
        const tooOld = { code: 'cursor_too_old' };
        await expect(readChanges(db, tenant, { after: bound - 1, limit: 1 })).rejects.toMatchObject(tooOld);
        await expect(readRecordsAsOf(db, tenant, snapshot, bound - 1, { limit: 1 })).rejects.toMatchObject(tooOld);
        await expect(readRecordAsOf(db, tenant, snapshot, bound - 1, '1')).rejects.toMatchObject(tooOld);
        await expect(readDigest(db, tenant, snapshot, bound - 1)).rejects.toMatchObject(tooOld);
      }
      await expect(readRecordsAsOf(db, tenant, snapshot, latest + 1, { limit: 1 })).rejects.toMatchObject({
        code: 'invalid',
      });
      // Deliveries go on as if nothing had been pruned.
      await ingest(db, name, 'Id,a\n1,q\n9,r\n', FULL);
      expect(await readRecordsAsOf(db, tenant, snapshot, latest, { limit: 10 })).toEqual(
        expect.arrayContaining((before.states.at(-2) as object[]).map((record) => expect.objectContaining(record))),
      );
    }),
    { numRuns: 15, endOnFailure: true },
  );
}, 120_000);

test('history says that it is cut, and a run whose changes are gone cannot be reverted', async () => {
  const name = uniqueTenant();
  const first = await ingest(db, name, 'Id,a\n1,x\n2,x\n3,x\n', FULL);
  await ingest(db, name, 'Id,a\n1,y\n2,x\n', FULL);
  await ageRun(first.run, 3);
  const { tenant, snapshot } = await open(name);
  expect(await readHistory(db, snapshot, '1')).toMatchObject({ changes: [{ op: 'created' }, {}], complete: true });
  await pruneChanges(db, tenant, daysAgo(2));
  expect(await readHistory(db, snapshot, '1')).toMatchObject({
    changes: [{ op: 'updated', before: { a: 'x' } }],
    complete: false,
  });
  expect(await readHistory(db, snapshot, '2')).toEqual({ changes: [], complete: false });
  expect(await readHistory(db, snapshot, '3')).toMatchObject({ changes: [{ op: 'deleted' }], complete: false });
  expect(await readHistory(db, snapshot, '4')).toEqual({ changes: [], complete: true });
  await expect(revertRun(db, tenant, first.run)).rejects.toMatchObject({
    code: 'conflict',
    message: /have been pruned$/,
  });
  // When it was created is known as long as it is there; of one that is deleted since it is not.
  const then = await readRecordsAsOf(db, tenant, snapshot, 3, { limit: 10 });
  expect(then.map(({ key, created_seq }) => [key, created_seq])).toEqual([
    ['1', 1],
    ['2', 2],
    ['3', null],
  ]);
});

test('readers at work while changes are pruned and written get whole pages or are told to start anew', async () => {
  const name = uniqueTenant();
  const lines = Array.from({ length: 300 }, (_, i) => `${i},`);
  const csv = (round: number) => `Id,a\n${lines.map((line) => `${line}${round}\n`).join('')}`;
  await ingest(db, name, csv(0));
  const { tenant, snapshot } = await open(name);
  const work = { done: false };
  const writer = (async () => {
    for (let round = 1; round <= 12; round++) await ingest(db, name, csv(round));
    work.done = true;
  })();
  const pruner = (async () => {
    while (!work.done) await pruneChanges(db, tenant, new Date());
  })();
  let [pages, resets] = [0, 0];
  const reader = (async () => {
    for (let after = 0; !work.done;) {
      try {
        const page = await readChanges(db, tenant, { after, limit: 100 });
        expect(page.changes.map(({ seq }) => seq)).toEqual(page.changes.map((_, i) => after + 1 + i));
        for (const change of page.changes) if (change.op === 'updated') expect(change.changed).toEqual(['a']);
        after = page.next;
        pages++;
        const asOf = await readRecordsAsOf(db, tenant, snapshot, after, { limit: 1000 });
        expect(asOf).toHaveLength(300);
      } catch (error) {
        if ((error as { code?: string }).code !== 'cursor_too_old') throw error;
        resets++;
        after = await latestOf(name);
      }
    }
  })();
  await Promise.all([writer, pruner, reader]);
  expect(pages + resets).toBeGreaterThan(0);
  const left = await rows<{ n: number }>(db.pool, sql`select count(*) as n from ${ident(tenant.schemaName, 'change')}`);
  const { oldest, latest } = await readChanges(db, tenant, { after: await latestOf(name), limit: 1 });
  expect(left[0]!.n).toBe(latest - oldest + 1);
});

async function latestOf(name: string): Promise<number> {
  const { schemaName } = await getTenant(db, name);
  const [feed] = await rows<{ seq: number }>(db.pool, sql`select last_seq as seq from ${ident(schemaName, 'feed')}`);
  return feed!.seq;
}
