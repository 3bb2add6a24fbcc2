import { setTimeout as delay } from 'node:timers/promises';
import { fileInput, rows, runSync, saveIntegration, saveSources, sql } from '@app/snapshot-core';
import { eventually } from './support/eventually.ts';
import { workerPlace } from './support/worker-place.ts';
import { startWorker } from './support/worker-process.ts';

const KILLS = 8;
const RECORDS = 25_000;

const place = workerPlace();

test('I3: a worker killed at random points of an ingest leaves all of a run or nothing, and the next one finishes', async () => {
  const streams = { Account: { kind: 'full', deleteLimit: { type: 'none' } } } as const;
  await saveIntegration(place.db.pool, { name: 'salesforce', streams });
  const extracts = Array.from({ length: 4 }, (_, day) => extract(day));
  const usualMs = await measure(extracts[0]!);
  for (const [day, content] of extracts.entries()) {
    await place.folder.deliver(`acme/salesforce/Account-2025010${day + 1}T000000.csv`, content.csv);
  }
  await saveSources(place.db.pool, [{ kind: 'directory', pattern: place.folder.pattern, schedule: '0 0 1 1 *' }]);

  for (let kill = 0; kill < KILLS; kill++) await killDuringRun(usualMs);
  const survivor = startWorker(place.url);
  await eventually('all deliveries ingested', async () =>
    (await deliveries()).every(({ state }) => state === 'ingested'),
  );
  await eventually('no run left running', async () => !(await runs()).some(({ status }) => status === 'running'));

  const finished = (await runs()).filter(({ status }) => status === 'succeeded');
  expect(
    finished.map(({ id, delivery, created, updated, deleted }) => ({ id, delivery, created, updated, deleted })),
  ).toEqual(
    (await deliveries()).map(({ runId, path }, i) => ({
      id: runId,
      delivery: path,
      ...countsOf(extracts[i]!, extracts[i - 1]),
    })),
  );
  const others = (await runs()).filter(({ status }) => status !== 'succeeded');
  expect(others.map(({ status, code }) => `${status} ${code}`)).toEqual(others.map(() => 'failed interrupted'));
  // Kills that came too late or too early for a run leave none; that all did would mean the test tests nothing.
  expect(others.length).toBeGreaterThan(0);
  expect(await snapshot()).toEqual(extracts.at(-1)!.records);
  expect(await feed()).toEqual(expectedFeed(finished));
  await eventually('nothing left over', async () => (await leftovers(survivor.child.pid)).length === 0);
}, 180_000);

test('a worker whose connections break carries on, and ingests the delivery once', async () => {
  await place.folder.deliver('acme/salesforce/Account-20250101T000000.csv', extract(0).csv);
  await saveSources(place.db.pool, [{ kind: 'directory', pattern: place.folder.pattern, schedule: '0 0 1 1 *' }]);
  const worker = startWorker(place.url);
  await eventually('a run', async () => (await runs()).length > 0);
  await rows(
    place.db.pool,
    sql`
      select pg_terminate_backend(pid)
      from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`,
  );
  await eventually('the delivery ingested', async () => (await deliveries())[0]?.state === 'ingested');
  await eventually('no run left running', async () => !(await runs()).some(({ status }) => status === 'running'));
  expect((await runs()).filter(({ status }) => status === 'succeeded')).toHaveLength(1);
  expect(await snapshot()).toEqual(extract(0).records);
  expect(await worker.stop()).toBe(0);
}, 120_000);

/** Starts a worker, waits until it works on a run, and kills it at any moment of about the time that a run takes. */
async function killDuringRun(usualMs: number): Promise<void> {
  const known = new Set((await runs()).map(({ id }) => id));
  const worker = startWorker(place.url);
  await eventually('a new run, or nothing to do', async () => {
    if ((await runs()).some(({ id }) => !known.has(id))) return true;
    const all = await deliveries();
    return all.length > 0 && all.every(({ state }) => state === 'ingested');
  });
  await delay(Math.random() * usualMs);
  await worker.kill();
}

/** How long one run of this size takes on this machine, ms. */
async function measure({ csv }: Extract): Promise<number> {
  const path = await place.folder.deliver('else/where/Account-x.csv.tmp', csv);
  const { ms } = await runSync(place.db, {
    tenant: 'rehearsal',
    integration: 'x',
    stream: 'y',
    input: await fileInput(path),
  });
  return ms ?? 0;
}

interface Extract {
  csv: string;
  records: Map<string, string>;
}

/** A complete extract: each day some records are new, some gone, most different (or runs would be too short to be hit). */
function extract(day: number): Extract {
  const records = new Map<string, string>();
  for (let i = day * 500; i < RECORDS + day * 900; i++) {
    records.set(String(i), `name ${i} ${i % 10 === 0 ? '' : day} ${'x'.repeat(i % 50)}`);
  }
  return { csv: ['Id,Name', ...[...records].map(([id, name]) => `${id},${name}`)].join('\n'), records };
}

/** What a full run has to find, by comparing the two extracts in memory. */
function countsOf({ records }: Extract, before: Extract = { csv: '', records: new Map() }) {
  const ids = [...records.keys()];
  return {
    created: ids.filter((id) => !before.records.has(id)).length,
    updated: ids.filter((id) => before.records.has(id) && before.records.get(id) !== records.get(id)).length,
    deleted: [...before.records.keys()].filter((id) => !records.has(id)).length,
  };
}

const deliveries = () =>
  rows<{ path: string; state: string; runId: number | null }>(
    place.db.pool,
    sql`select path, state, run_id as "runId" from weft.delivery order by path, id`,
  );

const runs = () =>
  rows<{ id: number; delivery: string; status: string; code: string | null } & ReturnType<typeof countsOf>>(
    place.db.pool,
    sql`
      select id, delivery, status, error ->> 'code' as code, created, updated, deleted
      from weft.sync_run
      where source = 'salesforce.Account'
      order by id`,
  );

async function snapshot(): Promise<Map<string, string>> {
  const records = await rows<{ Id: string; Name: string }>(
    place.db.pool,
    sql`select "Id", "Name" from tenant_acme."salesforce__Account" order by "Id"::integer`,
  );
  return new Map(records.map(({ Id, Name }) => [Id, Name]));
}

/** Per run: its changes, and their first and last number; dense when last - first + 1 is their count. */
const feed = () =>
  rows<{ run: number; changes: number; first: number; last: number }>(
    place.db.pool,
    sql`
      select run_id as run, count(*) as changes, min(seq) as first, max(seq) as last
      from tenant_acme.change
      group by run_id
      order by min(seq)`,
  );

function expectedFeed(finished: Awaited<ReturnType<typeof runs>>) {
  let last = 0;
  return finished.map(({ id, created, updated, deleted }) => {
    const changes = created + updated + deleted;
    last += changes;
    return { run: id, changes, first: last - changes + 1, last };
  });
}

/** Staging tables of runs that are no more; jobs and workers that nobody carries on: a rescue may still be on its way. */
const leftovers = (survivor: number | undefined) =>
  rows<{ name: string }>(
    place.db.pool,
    sql`
      select relname as name
      from pg_class
      where relname like 'staging%' and relkind = 'r'
      union all
      select 'worker ' || id
      from weft.worker
      where pid <> ${survivor}
      union all
      select 'job ' || id
      from graphile_worker.jobs`,
  );
