import fc from 'fast-check';
import type { PoolClient } from 'pg';
import type { Database } from '@app/snapshot-core';
import { packedPages } from '../libs/unify/src/run/full/page-pack.ts';
import { keyWriter } from '../libs/unify/src/run/full/write-pool.ts';
import { Pace } from '../libs/unify/src/run/pace.ts';
import { hashBytes } from '../libs/unify/src/store/key-hash.ts';
import { MOST_ON_PAGE, PageBuilder, pagesFor } from '../libs/unify/src/store/key-pages.ts';
import { holdersOf, replaceKeys, type WantedKey } from '../libs/unify/src/store/match-keys.ts';
import { createNextTables, indexKeyPages, type ModelTables } from '../libs/unify/src/store/model-tables.ts';
import { testDatabase, uniqueTenant } from './support/database.ts';

let db: Database;
beforeAll(async () => (db = await testDatabase()));
afterAll(() => db.close());

/** A value: the halves of its hash, and who holds it at the full run. */
type Value = [high: number, low: number, holders: Set<number>];
const textOf = (high: number, low: number): string =>
  String.fromCharCode(high >>> 16, high & 0xffff, low >>> 16, low & 0xffff);

/** Few hashes, some next to each other, some whose bytes repeat. */
const half = fc.oneof(fc.constantFrom(0, 1, -1, 2 ** 31 - 1, -(2 ** 31), 0x01010101), fc.integer());
const size = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 5 }) },
  fc.integer({ min: MOST_ON_PAGE - 1, max: MOST_ON_PAGE + 1 }),
  fc.constantFrom(60, 199, 2 * MOST_ON_PAGE, 2 * MOST_ON_PAGE + 7),
);
const values = fc
  .uniqueArray(fc.tuple(half, half, size), {
    selector: ([high, low]) => textOf(high, low),
    minLength: 1,
    maxLength: 60,
  })
  .map((some) => some.map(([high, low, holders], i): Value => [high, low, new Set(numbers(i, holders))]));
const numbers = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + 3 * i);

/** What one value's holders become: how many of them leave, how many come, who were none of it before. */
const change = fc.record({
  at: fc.nat(),
  lose: fc.constantFrom(0, 1, 3, 250, 900),
  gain: fc.constantFrom(0, 1, 2, 600),
});
const look = fc.record({
  at: fc.nat(),
  cap: fc.constantFrom(1, 2, 5, 40, 200, 300, 450),
  delta: fc.integer({ min: -3, max: 250 }),
});

test('holders of a value are those of the full run and what came and went since, however many there are', async () => {
  await fc.assert(
    fc.asyncProperty(
      values,
      fc.array(fc.array(change, { minLength: 1, maxLength: 4 }), { maxLength: 4 }),
      fc.array(look, { minLength: 1, maxLength: 12 }),
      (held, changes, looks) =>
        inTransaction(async (tx, tables) => {
          await write(tx, tables, held);
          const texts = held.map(([high, low]) => textOf(high, low));
          for (const [round, batch] of changes.entries()) {
            const once = new Map(batch.map((each) => [each.at % held.length, each]));
            const [lost, gained] = [[], []] as { hash: string; member: number }[][];
            for (const [at, { lose, gain }] of once) {
              const [, , holders] = held[at]!;
              // Some who left in an earlier round come back.
              const come = numbers(round % 2 === 0 ? at : at + 1, 4000)
                .filter((member) => !holders.has(member))
                .slice(0, gain);
              for (const member of [...holders].slice(0, lose)) {
                holders.delete(member);
                lost!.push({ hash: texts[at]!, member });
              }
              for (const member of come) {
                holders.add(member);
                gained!.push({ hash: texts[at]!, member });
              }
            }
            const all = [...lost!, ...gained!];
            const hashes = hashBytes(all.map(({ hash }) => hash));
            const members = all.map(({ member }) => member);
            await replaceKeys(tx, tables, { hashes, members, lost: lost!.length });
          }
          const wanted = looks.map(({ at, cap, delta }) => ({ hash: texts[at % held.length]!, cap, delta }));
          wanted.push({ hash: textOf(0x02020202, 7), cap: 2, delta: 0 }); // nobody's
          const found = await holdersOf(tx, tables, wanted);
          wanted.forEach((each, i) => {
            const holders = held[texts.indexOf(each.hash)]?.[2] ?? new Set();
            const { members, ...told } = found[i]!;
            expect({ members: members?.toSorted((x, y) => x - y) ?? null, ...told }).toEqual(expected(each, holders));
          });
        }),
    ),
    { numRuns: 25 },
  );
}, 120_000);

function expected({ cap, delta }: WantedKey, holders: ReadonlySet<number>) {
  const [now, before] = [holders.size, holders.size - delta];
  const members = Math.min(now, before) <= cap ? [...holders].toSorted((x, y) => x - y) : null;
  return { members, generic: now > cap, crossed: now > cap !== before > cap };
}

/** As a full run does. */
async function write(tx: PoolClient, tables: ModelTables, held: readonly Value[]): Promise<void> {
  const sorted = held.toSorted(([h1, l1], [h2, l2]) => (h1 >>> 0) - (h2 >>> 0) || (l1 >>> 0) - (l2 >>> 0));
  const keys = sorted.reduce((sum, [, , holders]) => sum + holders.size, 0);
  const pack = packedPages();
  const pages = new PageBuilder(pagesFor(keys), pack.add);
  for (const [high, low, holders] of sorted) pages.add(high, low, holders.size, (place) => [...holders][place]!);
  pages.finish();
  const writer = keyWriter(tx, tables, new Pace(undefined, undefined));
  await writer.take(pack.take());
  await writer.finish();
  await indexKeyPages(tx, tables);
}

async function inTransaction(work: (tx: PoolClient, tables: ModelTables) => Promise<void>): Promise<void> {
  const tx = await db.pool.connect();
  const schema = uniqueTenant();
  try {
    await tx.query(`begin; create schema "${schema}"`);
    await work(tx, await createNextTables(tx, schema, 'keys'));
  } finally {
    await tx.query('rollback');
    tx.release();
  }
}
