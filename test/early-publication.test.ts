import { Readable } from 'node:stream';
import fc from 'fast-check';
import {
  type Database,
  getSnapshotTable,
  getTenant,
  readChanges,
  readDigest,
  type RunLine,
  type SyncInput,
} from '@app/snapshot-core';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { eventually } from './support/eventually.ts';
import { ingest, textInput } from './support/ingest.ts';

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

/** More than four times as many as are changed at least, which are more than travel as parameters. */
const COUNT = 20_000;
const PIECE = 64 << 10;

interface Row {
  Id: string;
  Version: string;
  Gone: string | null;
}
const row = (n: number, version = 0, gone: string | null = null): Row => ({
  Id: `${n}`.padStart(6, '0'),
  Version: `v${version}`,
  Gone: gone,
});
const csv = (rows: readonly Row[]) =>
  `Id,Version,Gone\n${rows.map(({ Id, Version, Gone }) => `${Id},${Version},${Gone ?? ''}\n`).join('')}`;
const jsonl = (rows: readonly Row[]) => rows.map((each) => `${JSON.stringify(each)}\n`).join('');

/** What a source does to the records from `at` on. */
const edit = fc.record({
  what: fc.constantFrom('change', 'again', 'undone', 'remove', 'flag', 'new'),
  at: fc.nat(COUNT),
  count: fc.nat(200),
});

/** The n-th extract: 2,500 changed records, and what else is done to it. */
function extract(round: number, edits: readonly { what: string; at: number; count: number }[]): Row[] {
  const rows = Array.from({ length: COUNT }, (_, n) => row(n, n % 8 === 0 ? round : 0));
  const behind: Row[] = [];
  const removed = new Set<number>();
  for (const { what, at, count } of edits) {
    for (let n = at; n < Math.min(COUNT, at + count); n++) {
      if (what === 'change') rows[n] = row(n, -1);
      if (what === 'again') behind.push(row(n, -2));
      if (what === 'undone') behind.push(row(n));
      if (what === 'remove') removed.add(n);
      if (what === 'flag') rows[n] = row(n, -3, 'yes');
      if (what === 'new') behind.push(row(COUNT + n));
    }
  }
  return [...rows.filter((_, n) => !removed.has(n)), ...behind];
}

/** A file that is read piece by piece. */
function file(text: string, beforeLast = () => Promise.resolve()): SyncInput {
  const bytes = Buffer.from(text);
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += PIECE) {
      if (at + PIECE >= bytes.length) await beforeLast();
      yield bytes.subarray(at, at + PIECE);
    }
  }
  return { name: 'x.csv', path: 'x.csv', size: bytes.length, open: () => Readable.from(pieces()) };
}

test('what is published while the file is read makes the changes that it makes when all is published at the end', async () => {
  const base = Array.from({ length: COUNT }, (_, n) => row(n));
  const [early, late] = [uniqueTenant(), uniqueTenant()];
  const settings = { kind: 'full' as const, deletedWhen: { Gone: 'yes' }, deleteLimit: { type: 'none' as const } };
  const sync = async (rows: readonly Row[]) => {
    // Records that name their own fields are published when all have come.
    const line = await ingest(db, early, '', settings, { input: file(csv(rows)), publishedBytes: 20_000 });
    expect(countsOf(line)).toEqual(
      countsOf(await ingest(db, late, '', settings, { input: textInput(jsonl(rows), 'x.jsonl') })),
    );
    expect(await digestOf(early)).toEqual(await digestOf(late));
    expect(await changesOf(early, line)).toEqual(await changesOf(late, line));
  };
  await sync(base);
  let round = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 6 }), async (edits) => {
      await sync(extract(++round, edits));
    }),
    { numRuns: 3, endOnFailure: true },
  );
}, 60_000);

test('a file that cannot be read to its end leaves nothing of what was published', async () => {
  const tenant = uniqueTenant();
  const settings = { kind: 'full' as const };
  await ingest(db, tenant, csv(Array.from({ length: COUNT }, (_, n) => row(n))), settings);
  const before = await digestOf(tenant);
  const changed = csv(extract(1, []));

  const broken = ingest(db, tenant, '', settings, { input: file(`${changed}"1,`), publishedBytes: 20_000 });
  await expect(broken).rejects.toMatchObject({ code: 'invalid_input' });
  expect(await digestOf(tenant)).toBe(before);
  const again = { input: file(changed), publishedBytes: 20_000 };
  expect(await ingest(db, tenant, '', settings, again)).toMatchObject({ updated: COUNT / 8 });
}, 60_000);

test('what is published while the file is read holds the feed, and is seen by nobody before the run has ended', async () => {
  const tenant = uniqueTenant();
  await ingest(db, tenant, csv(Array.from({ length: COUNT }, (_, n) => row(n))), { kind: 'full' });
  const before = await digestOf(tenant);
  const { schemaName } = await getTenant(db, tenant);
  const isHeld = () =>
    db.pool.query(`select from "${schemaName}".feed for update nowait`).then(
      () => false,
      ({ code }: { code: string }) => code === '55P03',
    );
  let seen: unknown;
  const input = file(csv(extract(1, [])), async () => {
    await eventually('a held feed', isHeld);
    seen = await digestOf(tenant);
  });

  const line = await ingest(db, tenant, '', { kind: 'full' }, { input, publishedBytes: 20_000 });
  expect(line).toMatchObject({ updated: COUNT / 8, seq: { from: COUNT + 1, to: COUNT + COUNT / 8 } });
  expect(seen).toBe(before);
}, 60_000);

const countsOf = ({ received, created, updated, deleted, seq }: RunLine) => ({
  ...{ received, created, updated, deleted, seq },
});

async function digestOf(name: string) {
  const tenant = await getTenant(db, name);
  return (await readDigest(db, tenant, await getSnapshotTable(db, tenant, 'crm', 'Account'))).digest;
}

async function changesOf(name: string, { seq }: RunLine) {
  if (!seq) return [];
  const { changes } = await readChanges(db, await getTenant(db, name), { after: seq.from - 1, limit: 10_000 });
  return changes.map(({ seq: at, key, op, before }) => ({ at, key, op, version: before?.Version, gone: before?.Gone }));
}
