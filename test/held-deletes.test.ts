import fc from 'fast-check';
import {
  approveRun,
  type Database,
  getRun,
  getTenant,
  listHeld,
  listRuns,
  planSync,
  rejectRun,
} from '@app/snapshot-core';
import { BreakerModel, type BreakerSync } from './support/breaker-model.ts';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { allRecords, foldFeed, ingest, textInput } from './support/ingest.ts';

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

type Step = (BreakerSync & { do: 'sync' }) | { do: 'approve' | 'reject'; which: number };

const sync = fc
  .record({
    do: fc.constant('sync' as const),
    kind: fc.constantFrom('full' as const, 'full' as const, 'incremental' as const),
    group: fc.constantFrom(undefined, undefined, 0, 1),
    rows: fc
      .uniqueArray(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.constantFrom('a', 'a', 'a', 'b')), {
        selector: ([id]) => id,
        maxLength: 9,
      })
      .map((rows) => new Map(rows)),
  })
  .map(({ group, ...step }): Step => ({ ...step, ...(step.kind === 'full' && group !== undefined ? { group } : {}) }));

const decision = fc.record({ do: fc.constantFrom('approve' as const, 'reject' as const), which: fc.nat(9) });

const csv = (rows: Map<number, string>) =>
  `Id,Group,Value\n${[...rows].map(([id, value]) => `${id},${id % 2},${value}\n`).join('')}`;

const MOST = 2;
const FIRST = { do: 'sync', kind: 'full', rows: new Map(Array.from({ length: 9 }, (_, i) => [i + 1, 'a'])) } as const;

/** A tenant and what a model says of it. */
interface Play {
  name: string;
  model: BreakerModel;
  releaseAfter: number | 'none';
  skipFilter: boolean;
}

async function deliver({ name, model, releaseAfter, skipFilter }: Play, step: BreakerSync): Promise<void> {
  const { kind, group, rows } = step;
  const scope = group === undefined ? undefined : { column: 'Group', value: String(group) };
  const deleteLimit = { type: 'count', count: MOST } as const;
  const settings = { key: ['Id'], kind, scope, releaseAfter, deleteLimit };
  const target = { tenant: name, integration: 'crm', stream: 'Account' };
  const plan = await planSync(db, { ...target, input: textInput(csv(rows)), settings }, () => undefined);
  const line = await ingest(db, name, csv(rows), settings, { skipFilter });
  const { deleted, held, released } = model.sync(line.run, step);
  expect(line).toMatchObject({ deleted, held, status: held > 0 ? 'held' : 'succeeded' });
  expect(plan).toMatchObject({ deleted, held, created: line.created, updated: line.updated });
  const { hints } = await getRun(db, await getTenant(db, name), line.run);
  expect(hints.map(({ code }) => code)).toEqual(released > 0 ? ['released_deletes'] : []);
}

async function decide({ name, model }: Play, { do: how, which }: { do: 'approve' | 'reject'; which: number }) {
  const waiting = [...model.waitingRuns];
  const run = waiting[which % waiting.length];
  if (run === undefined) return;
  const tenant = await getTenant(db, name);
  if (how === 'approve') {
    expect(await approveRun(db, tenant, run)).toMatchObject({ deleted: model.approve(run) });
  } else {
    model.reject(run);
    await rejectRun(db, tenant, run);
  }
}

async function compare({ name, model }: Play): Promise<void> {
  const tenant = await getTenant(db, name);
  expect(new Set((await allRecords(db, name)).keys())).toEqual(new Set([...model.records.keys()].map(String)));
  const runs = await listRuns(db, tenant, { limit: 100 });
  expect(new Set(runs.filter(({ status }) => status === 'held').map(({ run }) => run))).toEqual(model.waitingRuns);
  for (const run of model.waitingRuns) {
    const held = await listHeld(db, tenant, run, { limit: 100 });
    expect(held.map(({ key, agreed, rejected }) => ({ key, agreed, rejected }))).toEqual(model.heldBy(run));
  }
}

test('held deletes are those of a model in memory, whatever is synced, approved and rejected', async () => {
  const steps = fc.array(fc.oneof({ weight: 5, arbitrary: sync }, { weight: 1, arbitrary: decision }), {
    minLength: 4,
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(
      steps,
      fc.constantFrom(1, 2, 'none' as const),
      fc.boolean(),
      async (all, releaseAfter, skipFilter) => {
        const play = { name: uniqueTenant(), model: new BreakerModel(MOST, releaseAfter), releaseAfter, skipFilter };
        for (const step of [FIRST, ...all] as Step[]) {
          await (step.do === 'sync' ? deliver(play, step) : decide(play, step));
          await compare(play);
        }
        const records = [...(await allRecords(db, play.name))].map(
          ([key, row]) => [`crm.Account:${key}`, row] as const,
        );
        expect(await foldFeed(db, play.name)).toEqual(new Map(records));
      },
    ),
    { numRuns: 15 },
  );
}, 120_000);

const ids = (from: number, to: number) => new Map(Array.from({ length: to - from + 1 }, (_, i) => [from + i, 'a']));

test('a held delete is carried out by the third further full sync that lacks the record, and the run says so', async () => {
  const name = uniqueTenant();
  await ingest(db, name, csv(ids(1, 30)), { kind: 'full' });
  const lines = [];
  for (let i = 0; i < 4; i++) lines.push(await ingest(db, name, csv(ids(1, 3)), { kind: 'full' }));
  expect(lines.map(({ held, deleted }) => [held, deleted])).toEqual([
    [27, 0],
    [27, 0],
    [27, 0],
    [0, 27],
  ]);
  const { hints } = await getRun(db, await getTenant(db, name), lines[3]!.run);
  expect(hints).toEqual([
    { code: 'released_deletes', columns: [], message: expect.stringContaining('27 of the deletes') },
  ]);
});

test('extracts without any record agree with nothing, however often they come', async () => {
  const name = uniqueTenant();
  await ingest(db, name, csv(ids(1, 3)), { kind: 'full' });
  for (let i = 0; i < 4; i++) {
    expect(await ingest(db, name, csv(new Map()), { kind: 'full', releaseAfter: 1 })).toMatchObject({ held: 3 });
  }
});

test('the table of held deletes of an earlier version is brought to this form, with what waits in it', async () => {
  const name = uniqueTenant();
  await ingest(db, name, csv(ids(1, 30)), { kind: 'full' });
  const { run } = await ingest(db, name, csv(ids(1, 3)), { kind: 'full' });
  const tenant = await getTenant(db, name);
  await db.pool.query(
    `alter table ${tenant.schemaName}.held_delete drop column source, drop column agreed, drop column rejected,
       add primary key (run_id, key)`,
  );
  expect(await listHeld(db, tenant, run, { limit: 50 })).toHaveLength(27);
  expect(await ingest(db, name, csv(ids(1, 3)), { kind: 'full', releaseAfter: 1 })).toMatchObject({ deleted: 27 });
});
