import fc from 'fast-check';
import {
  approveRun,
  type ChangeView,
  type Database,
  getRun,
  getSnapshotTable,
  getTenant,
  type PlannedChange,
  planRevert,
  readChanges,
  readHistory,
  readRecordsAsOf,
  revertRun,
  type RunLine,
} from '@app/snapshot-core';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { allRecords, foldFeed, ingest } from './support/ingest.ts';

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

const tenantOf = (name: string) => getTenant(db, name);
const revert = async (name: string, run: number) => revertRun(db, await tenantOf(name), run);

async function plan(name: string, run: number) {
  const changes: PlannedChange[] = [];
  const planned = await planRevert(db, await tenantOf(name), run, (change) => void changes.push(change));
  return { ...planned, changes };
}

async function feed(name: string): Promise<ChangeView[]> {
  return (await readChanges(db, await tenantOf(name), { after: 0, limit: 1000 })).changes;
}

const FULL = { kind: 'full', deleteLimit: { type: 'none' } } as const;
const FIRST = 'Id,Name,key\n1,Acme,a\n2,Beta,\n3,"",c\n';
const SECOND = 'Id,Name,key,op\n1,Acme,a,new\n2,Beta & Co,b,\n4,Delta,d,\n';

test('a reverted run leaves the records as they were before it, as a run of its own', async () => {
  const tenant = uniqueTenant();
  await ingest(db, tenant, FIRST, FULL);
  const before = await allRecords(db, tenant);
  const second = await ingest(db, tenant, SECOND, FULL);
  expect(second).toMatchObject({ created: 1, updated: 2, deleted: 1 });

  const line = await revert(tenant, second.run);
  expect(line).toMatchObject({
    kind: 'revert',
    status: 'succeeded',
    received: 4,
    created: 1,
    updated: 2,
    deleted: 1,
    unchanged: 0,
    seq: { from: 8, to: 11 },
  });
  expect(await getRun(db, await tenantOf(tenant), second.run)).toMatchObject({ status: 'reverted' });
  const state = [...before].map(([key, data]) => [key, { ...data, op: null }]);
  expect(await allRecords(db, tenant)).toEqual(new Map(state as never));
  // History goes on: the record that came back is the one that was deleted.
  const snapshot = await getSnapshotTable(db, await tenantOf(tenant), 'crm', 'Account');
  const { changes, complete } = await readHistory(db, snapshot, '3');
  expect([changes.map(({ op, run }) => [op, run]), complete]).toEqual([
    [
      ['created', second.run - 1],
      ['deleted', second.run],
      ['created', line.run],
    ],
    true,
  ]);
});

test('the same file ingested after the revert applies again, by delivery as by skipping', async () => {
  for (const skipFilter of [true, false]) {
    const tenant = uniqueTenant();
    await ingest(db, tenant, FIRST, FULL);
    const { run } = await ingest(db, tenant, SECOND, FULL);
    const after = await allRecords(db, tenant);
    await revert(tenant, run);
    const again = await ingest(db, tenant, SECOND, FULL, { skipFilter });
    expect(again).toMatchObject({ created: 1, updated: 2, deleted: 1, unchanged: 0 });
    expect(await allRecords(db, tenant)).toEqual(after);
  }
});

test('reverting a revert brings the changes back', async () => {
  const tenant = uniqueTenant();
  await ingest(db, tenant, FIRST, FULL);
  const { run } = await ingest(db, tenant, SECOND, FULL);
  const after = await allRecords(db, tenant);
  const back = await revert(tenant, run);
  await revert(tenant, back.run);
  expect(await allRecords(db, tenant)).toEqual(after);
  expect((await getRun(db, await tenantOf(tenant), back.run)).status).toBe('reverted');
  await expect(revert(tenant, run)).rejects.toMatchObject({ code: 'conflict' });
});

test('records changed since are conflicts: all are listed, nothing is written', async () => {
  const tenant = uniqueTenant();
  const first = await ingest(db, tenant, FIRST, FULL);
  const second = await ingest(db, tenant, SECOND, FULL);
  const state = await allRecords(db, tenant);
  const { latest } = await readChanges(db, await tenantOf(tenant), { after: 0, limit: 1 });

  await expect(revert(tenant, first.run)).rejects.toMatchObject({
    code: 'conflict',
    message:
      `run ${first.run} of ${tenant}/crm.Account cannot be reverted: since then later runs have changed 3 records: ` +
      `"1" (change 4, run ${second.run}), "2" (change 5, run ${second.run}), "3" (change 7, run ${second.run})`,
  });
  const { conflicts, changes, line } = await plan(tenant, first.run);
  expect(conflicts.map(({ key, seq, run, op }) => [key, seq, run, op])).toEqual([
    ['1', 4, second.run, 'updated'],
    ['2', 5, second.run, 'updated'],
    ['3', 7, second.run, 'deleted'],
  ]);
  expect([changes, line.received]).toEqual([[], 0]);
  expect(await allRecords(db, tenant)).toEqual(state);
  expect((await readChanges(db, await tenantOf(tenant), { after: 0, limit: 1 })).latest).toBe(latest);
  expect((await getRun(db, await tenantOf(tenant), first.run)).status).toBe('succeeded');
});

test('a later delivery that happens to restore what the run left is still in the way', async () => {
  const tenant = uniqueTenant();
  const { run } = await ingest(db, tenant, 'Id,Name\n1,a\n');
  await ingest(db, tenant, 'Id,Name\n1,b\n');
  const { run: third } = await ingest(db, tenant, 'Id,Name\n1,a\n');
  expect((await plan(tenant, run)).conflicts).toMatchObject([{ key: '1', seq: 3, run: third }]);
});

test('what cannot be reverted says why', async () => {
  const tenant = uniqueTenant();
  const rows = Array.from({ length: 40 }, (_, i) => `${i},n${i}\n`);
  await ingest(db, tenant, `Id,Name\n${rows.join('')}`, { kind: 'full' });
  const same = await ingest(db, tenant, `Id,Name\n${rows.join('')}`, { kind: 'full' });
  await expect(revert(tenant, same.run)).rejects.toMatchObject({ code: 'conflict', message: /made no change$/ });
  const held = await ingest(db, tenant, `Id,Name\n${rows.slice(20).join('')}`, { kind: 'full' });
  await expect(revert(tenant, held.run)).rejects.toMatchObject({ code: 'conflict', message: /it holds 20 deletes$/ });
  const approved = await approveRun(db, await tenantOf(tenant), held.run);
  await revert(tenant, approved.run);
  expect((await allRecords(db, tenant)).size).toBe(40);
  await expect(ingest(db, tenant, 'Name\nx\n')).rejects.toMatchObject({ code: 'no_key' });
  const failed = approved.run + 2;
  await expect(revert(tenant, failed)).rejects.toMatchObject({ code: 'conflict', message: /it is failed$/ });
  await expect(revert(tenant, failed + 1)).rejects.toMatchObject({ code: 'unknown_run' });
});

const csvOf = (rows: [string, string, string][]) =>
  `Id,a,b\n${rows.map(([id, a, b]) => `${id},"${a}",${b}\n`).join('')}`;
const row = fc.tuple(fc.constantFrom('1', '2', '3', '4'), fc.constantFrom('', 'x', 'y'), fc.constantFrom('', 'x', 'y'));
const step = fc.record({
  rows: fc.uniqueArray(row, { maxLength: 4, selector: ([id]) => id }),
  kind: fc.constantFrom('full' as const, 'incremental' as const),
});

test('any runs, reverted the last first, lead back through every state; any other revert is refused by the feed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 6 }), fc.nat(), async (steps, pick) => {
      const tenant = uniqueTenant();
      const runs: RunLine[] = [];
      const states = [new Map()];
      for (const { rows, kind } of steps) {
        runs.push(await ingest(db, tenant, csvOf(rows), { ...FULL, kind }));
        states.push(await allRecords(db, tenant));
      }
      const changing = runs.flatMap((run, i) => (run.seq ? [{ run, before: states[i] }] : []));
      fc.pre(changing.length > 0);

      const { run: any } = changing[pick % changing.length]!;
      const changes = await feed(tenant);
      const later = (key: string) => changes.findLast((change) => change.key === key && change.run > any.run);
      const conflicts = changes
        .filter(({ run, key }) => run === any.run && later(key))
        .map(({ key }) => [key, later(key)!.seq, later(key)!.run]);
      const planned = await plan(tenant, any.run);
      expect(planned.conflicts.map(({ key, seq, run }) => [key, seq, run])).toEqual(conflicts.toSorted());
      if (conflicts.length > 0) await expect(revert(tenant, any.run)).rejects.toMatchObject({ code: 'conflict' });

      for (const { run, before } of changing.toReversed()) {
        const { changes: expected, line, conflicts: none } = await plan(tenant, run.run);
        const { seq, ...counts } = await revert(tenant, run.run);
        expect([none, counts]).toEqual([[], { ...counts, ...pickCounts(line) }]);
        const written = (await feed(tenant)).filter((change) => seq !== null && change.seq >= seq.from);
        expect(written.map(({ seq: _, run: __, at: ___, ...change }) => change)).toEqual(
          expected.map(({ held: _, ...change }) => change),
        );
        expect(await allRecords(db, tenant)).toEqual(before);
      }
      expect(await foldFeed(db, tenant)).toEqual(new Map());
      const snapshot = await getSnapshotTable(db, await tenantOf(tenant), 'crm', 'Account');
      const last = runs.findLast(({ seq }) => seq)!.seq!.to;
      const then = await readRecordsAsOf(db, await tenantOf(tenant), snapshot, last, { limit: 10 });
      expect(new Map(then.map(({ key, data }) => [key, data]))).toEqual(states.at(-1));
    }),
    { numRuns: 25, endOnFailure: true },
  );
}, 120_000);

const pickCounts = ({ received, created, updated, deleted, unchanged }: RunLine) => ({
  received,
  created,
  updated,
  deleted,
  unchanged,
});
