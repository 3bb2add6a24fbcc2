import fc from 'fast-check';
import {
  type Database,
  getSnapshotTable,
  getTenant,
  makeTypedViews,
  planRevert,
  planSync,
  type PlannedChange,
  readChanges,
  readDigest,
  readHistory,
  readRecords,
  readRecordsAsOf,
  revertRun,
  rows,
  runSync,
  type RunLine,
  Sql,
  sql,
  type StreamSettings,
  type SyncRequest,
} from '@app/snapshot-core';
import { testDatabase, uniqueTenant } from './support/database.ts';
import { allRecords, textInput } from './support/ingest.ts';
import { written } from './support/stream-model.ts';

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

const NAMES = [
  'Name',
  'Date',
  'Version',
  'IsDeleted',
  '__proto__',
  'constructor',
  "it's",
  'x'.repeat(80),
  'back\\slash',
  '%s',
];
const value = fc.constantFrom(
  'a',
  'b',
  'true',
  '1',
  '10',
  '2025-01-01',
  '',
  '"',
  '\\',
  "'",
  null,
  null,
  'ü'.repeat(40),
);

/** A delivery as JSON Lines, in which a record may lack fields, or as CSV. */
const delivery = fc
  .record({
    header: fc.shuffledSubarray(NAMES, { minLength: 1 }),
    isJson: fc.boolean(),
    merge: fc.constantFrom('patch' as const, 'patch' as const, 'fill' as const, 'replace' as const),
    kind: fc.constantFrom('full' as const, 'incremental' as const),
    ignore: fc.constantFrom<string[][]>([], ['Name', "it's"]),
    drop: fc.constantFrom<string[][]>([], [], ['constructor', 'Date']),
    deletedWhen: fc.constantFrom<Record<string, string>[]>({}, { IsDeleted: 'True' }),
    version: fc.constantFrom(undefined, 'Version'),
    contract: fc.constantFrom('evolve' as const, 'evolve' as const, 'discard_column' as const, 'reject_row' as const),
  })
  .chain((form) =>
    fc.record({
      form: fc.constant(form),
      rows: fc.array(
        fc.tuple(
          fc.constantFrom('1', '2', '3', '4'),
          fc.array(fc.tuple(value, fc.nat(3)), { minLength: 10, maxLength: 10 }),
        ),
        {
          maxLength: 6,
        },
      ),
    }),
  )
  .map(({ form: { header, isJson, ...settings }, rows: drawn }) => ({
    text: isJson ? asJson(header, drawn) : asCsv(header, drawn),
    isJson,
    settings,
  }));

type Drawn = [string, [string | null, number][]][];

/** Written by hand: an object of JavaScript cannot have a field `__proto__` of its own that easily. */
const asJson = (header: string[], drawn: Drawn) =>
  drawn
    .map(([key, values]) => {
      const fields = header.flatMap((name, i) => {
        const [each, draw] = values[i]!;
        return draw === 0 ? [] : [`${JSON.stringify(name)}:${JSON.stringify(each)}`];
      });
      return `{${[`"Id":${JSON.stringify(key)}`, ...fields].join(',')}}\n`;
    })
    .join('');

const asCsv = (header: string[], drawn: Drawn) =>
  written({
    header: ['Id', ...header],
    rows: drawn.map(([key, values]) => [key, ...header.map((_, i) => values[i]![0])]),
    malformed: [],
    form: 'csv',
  } as never);

const source = { integration: 'crm', stream: 'Account' };
const raw = (text: string) => new Sql([text], []);

class Side {
  readonly tenant = uniqueTenant();
  constructor(private readonly realColumns: number | undefined) {}

  private request({
    text,
    isJson,
    settings,
  }: {
    text: string;
    isJson: boolean;
    settings: Partial<StreamSettings>;
  }): SyncRequest {
    const input = {
      ...textInput(text, isJson ? 'Account.jsonl' : 'Account.csv'),
      format: isJson ? 'jsonl' : 'csv',
    } as const;
    const all = { key: ['Id'], deleteLimit: { type: 'none' } as const, ...settings };
    return { tenant: this.tenant, ...source, input, settings: all, realColumns: this.realColumns };
  }

  async plan(each: Parameters<Side['request']>[0]) {
    const changes: PlannedChange[] = [];
    return { line: plain(await planSync(db, this.request(each), (change) => void changes.push(change))), changes };
  }

  async run(each: Parameters<Side['request']>[0]) {
    return runSync(db, this.request(each));
  }

  /** Everything that a reader can see. */
  async look() {
    const tenant = await getTenant(db, this.tenant);
    const snapshot = await getSnapshotTable(db, tenant, source.integration, source.stream);
    const { changes, latest } = await readChanges(db, tenant, { after: 0, limit: 1000 });
    const [typed] = await makeTypedViews(db, tenant);
    const filters = snapshot.columns
      .slice(0, 3)
      .map(({ name }) => readRecords(db, snapshot, { limit: 9, filter: Object.fromEntries([[name, 'a']]) }));
    return {
      records: await allRecords(db, this.tenant),
      filtered: await Promise.all(filters),
      changes: changes.map(({ seq, key, op, changed, before, after }) => ({ seq, key, op, changed, before, after })),
      asOf: await readRecordsAsOf(db, tenant, snapshot, Math.floor(latest / 2), { limit: 9 }),
      history: (await readHistory(db, snapshot, '1')).changes.map(({ before, after }) => ({ before, after })),
      digest: await readDigest(db, tenant, snapshot),
      columns: snapshot.columns.map(({ rest: _, ...column }) => column),
      typed: await rows(db.pool, sql`select * from ${raw(typed!.view)} order by _key`),
    };
  }

  async revert(run: number) {
    const tenant = await getTenant(db, this.tenant);
    const planned: PlannedChange[] = [];
    await planRevert(db, tenant, run, (change) => void planned.push(change));
    return { planned, line: plain(await revertRun(db, tenant, run)) };
  }
}

const plain = ({ tenant: _, run: __, ms: ___, ...line }: RunLine) => line;

test('where a value is kept makes no difference to any reader', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(delivery, { minLength: 1, maxLength: 5 }),
      fc.constantFrom(0, 1, 3),
      async (deliveries, few) => {
        const [narrow, wide] = [new Side(few), new Side(undefined)];
        for (const each of deliveries) {
          // A first delivery without a record or header says no columns at all.
          expect(await narrow.plan(each)).toEqual(await wide.plan(each));
          const [a, b] = [await narrow.run(each), await wide.run(each)];
          expect(plain(a)).toEqual(plain(b));
          const seen = await narrow.look();
          expect(seen).toEqual(await wide.look());
          if (a.seq && each === deliveries.at(-1)) {
            expect(await narrow.revert(a.run)).toEqual(await wide.revert(b.run));
            expect(await narrow.look()).toEqual(await wide.look());
          }
        }
      },
    ),
    { numRuns: 25, endOnFailure: true },
  );
}, 240_000);
