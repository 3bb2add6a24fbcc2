import {
  type ChangeView,
  type Database,
  getSnapshotTable,
  getTenant,
  pruneChanges,
  readChanges,
  readHistory,
  readRecordsAsOf,
  runSync,
} from '@app/snapshot-core';
import { applyWeftFile, getModel, getUnified, parseWeftFile, readUnified, runUnify } from '@app/unify';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { foldFeed, textInput } from './support/ingest.ts';

const MODEL = `
integrations:
  desk: { streams: { Org: { key: Id, kind: incremental, deletedWhen: { Gone: 'true' } } } }
models:
  kin:
    fields: { name: company_name, email: email }
    sources: { desk.Org: { map: { name: Name, email: Email } } }
`;

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
  await applyWeftFile(db, parseWeftFile(MODEL, 'weft.yaml'), '/');
});
afterAll(() => db.close());

/** Records by key: those with one e-mail are one entity. Empty: deleted. Returns the unified records' changes. */
async function deliver(tenant: string, emails: Record<string, string>): Promise<ChangeView[]> {
  const lines = Object.entries(emails).map(
    ([id, mail]) => `${id},Org ${id},${mail && `${mail}@kin.example`},${mail === ''}`,
  );
  const input = textInput(`Id,Name,Email,Gone\n${lines.join('\n')}\n`);
  await runSync(db, { tenant, integration: 'desk', stream: 'Org', input });
  const line = await runUnify(db, await getTenant(db, tenant), await getModel(db, 'kin'));
  if (line.seq === null) return [];
  return (await readChanges(db, await getTenant(db, tenant), { after: line.seq.from - 1, limit: 1000 })).changes;
}

/** The id of the unified record that a source record is part of. */
async function idOf(tenant: string, key: string): Promise<string> {
  const views = await readUnified(db, await getTenant(db, tenant), await getModel(db, 'kin'), { limit: 100 });
  return views.find(({ sources }) => sources.some((source) => source.key === key))!.id;
}

test('a merged record names its survivor, and the survivor whom it took over', async () => {
  const tenant = uniqueTenant();
  await deliver(tenant, { 1: 'a', 2: 'b', 3: 'c' });
  const [one, two, three] = await Promise.all(['1', '2', '3'].map((key) => idOf(tenant, key)));
  const changes = await deliver(tenant, { 2: 'a', 3: 'a' });

  expect(changes).toHaveLength(3);
  expect(changes.find(({ key }) => key === one)).toMatchObject({ op: 'updated', from: [two, three].sort() });
  for (const key of [two, three]) {
    const merged = changes.find((change) => change.key === key)!;
    expect(merged).toMatchObject({ op: 'merged', into: [one], after: null });
    expect(merged.before).toMatchObject({ name: `Org ${key === two ? 2 : 3}` }); // the whole record, as of a deleted one
    const found = await getUnified(db, await getTenant(db, tenant), await getModel(db, 'kin'), key!);
    expect(found).toMatchObject({ id: one, resolved_from: key });
  }
});

test('a split record names who has its sources now, and they name it', async () => {
  const tenant = uniqueTenant();
  await deliver(tenant, { 1: 'a', 2: 'a', 3: 'a' });
  const id = await idOf(tenant, '1');
  const changes = await deliver(tenant, { 3: 'c' });
  const other = await idOf(tenant, '3');

  expect(other).not.toBe(id);
  expect(changes.find(({ key }) => key === id)).toMatchObject({
    op: 'split',
    into: [id, other],
    changed: ['_sources'],
    before: { _sources: ['1', '2', '3'].map((key) => ({ integration: 'desk', stream: 'Org', key })) },
    after: { _sources: ['1', '2'].map((key) => ({ integration: 'desk', stream: 'Org', key })) },
  });
  expect(changes.find(({ key }) => key === other)).toMatchObject({ op: 'created', from: [id], before: null });
  expect(changes).toHaveLength(2);
});

test('a record whose sources go to several others at once is merged into all of them, its successor first', async () => {
  const tenant = uniqueTenant();
  await deliver(tenant, { 1: 'a', 2: 'b', 3: 'b', 4: 'x', 5: 'x', 6: 'x', 7: 'y', 8: 'y', 9: 'y' });
  const [b, x, y] = await Promise.all(['2', '4', '7'].map((key) => idOf(tenant, key)));
  const changes = await deliver(tenant, { 2: 'x', 3: 'y' });

  const merged = changes.find(({ key }) => key === b)!;
  expect(merged.op).toBe('merged');
  expect(merged.into!.toSorted()).toEqual([x, y].sort());
  expect(changes.find(({ key }) => key === x)).toMatchObject({ op: 'updated', from: [b] });
  expect(changes.find(({ key }) => key === y)).toMatchObject({ op: 'updated', from: [b] });
  const found = await getUnified(db, await getTenant(db, tenant), await getModel(db, 'kin'), b!);
  expect(found).toMatchObject({ id: merged.into![0], resolved_from: b });
});

test('a record all of whose sources are gone is deleted, and nobody took it over', async () => {
  const tenant = uniqueTenant();
  await deliver(tenant, { 1: 'a', 2: 'b' });
  const id = await idOf(tenant, '1');
  const [change, ...others] = await deliver(tenant, { 1: '' });
  expect(others).toEqual([]);
  expect(change).toMatchObject({ key: id, op: 'deleted', after: null });
  expect(change).not.toHaveProperty('into');
});

test('I2: fold, as-of and history hold over merges and splits, and pruning forgets lineage with its changes', async () => {
  const tenant = uniqueTenant();
  const steps = [
    { 1: 'a', 2: 'b', 3: 'c' },
    { 2: 'a', 3: 'a' },
    { 3: 'c' },
    { 1: 'c', 2: 'd' },
    { 1: '' },
    { 1: 'd', 2: 'd', 3: 'd' },
  ];
  const states: { seq: number; records: unknown }[] = [];
  for (const emails of steps) {
    const changes = await deliver(tenant, emails as Record<string, string>);
    const views = await readUnified(db, await getTenant(db, tenant), await getModel(db, 'kin'), { limit: 100 });
    const records = views.map(({ id, data, sources }) => ({ id, data, sources }));
    states.push({ seq: changes.at(-1)!.seq, records });
  }
  const [t, model] = [await getTenant(db, tenant), await getModel(db, 'kin')];
  for (const { seq, records } of states) {
    const asOf = await readUnified(db, t, model, { limit: 100 }, seq);
    expect(asOf.map(({ id, data, sources }) => ({ id, data, sources }))).toEqual(records);
    const fold = await foldFeed(db, tenant, seq);
    const folded = [...fold]
      .filter(([key]) => key.startsWith('unified.'))
      .map(([key]) => key.slice('unified.kin:'.length));
    expect(folded.sort()).toEqual((records as { id: string }[]).map(({ id }) => id).sort());
  }
  const snapshot = await getSnapshotTable(db, t, 'unified', 'kin');
  const first = (states[0]!.records as { id: string }[])[1]!.id;
  const { changes, complete } = await readHistory(db, snapshot, first);
  expect(complete).toBe(true);
  expect(changes.map(({ op }) => op).slice(0, 2)).toEqual(['created', 'merged']);
  expect(changes[1]!.into).toHaveLength(1);

  const { latest } = await readChanges(db, t, { after: 0, limit: 1 });
  await pruneChanges(db, t, new Date(Date.now() + 60_000));
  const { rows } = await db.pool.query(`select count(*)::integer as n from "${t.schemaName}".lineage`);
  expect(rows[0].n).toBe(0);
  expect(await readRecordsAsOf(db, t, snapshot, latest, { limit: 10 })).toHaveLength(
    (states.at(-1)!.records as unknown[]).length,
  );
});
