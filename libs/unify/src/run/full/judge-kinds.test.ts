import fc from 'fast-check';
import type { Band } from '../../linkage/linkage.ts';
import { finish } from '../../linkage/steps.ts';
import { KindTally } from '../../linkage/weak-kinds.ts';
import { judgeKinds } from './judge-kinds.ts';
import type { KeyChunk } from './keys-of-records.ts';
import { groupKeys, type SortParts } from './key-groups.ts';
import { poolKeys } from './pool-keys.ts';
import { sortPart } from './sort-part.ts';

const KINDS = ['street', 'city', 'phone', 'word'];
const CAP = 6;

/** By record: its values, each a kind and a number. */
type Held = readonly (readonly [kind: number, value: number])[];

const sortHere: SortParts = async (keys, take) => {
  await take(finish(sortPart(keys, 0, 1)));
};

const groupsOf = (records: readonly Held[]) => {
  const keys = records.map((held) => [...new Map(held.map((key) => [key.join(), key])).values()]);
  const chunk: Pick<KeyChunk, 'counts' | 'high' | 'low' | 'kind' | 'kinds'> = {
    counts: Uint32Array.from(keys, ({ length }) => length),
    high: Int32Array.from(keys.flatMap((own) => own.map(([kind, value]) => (kind * 1000 + value) * 1_000_003))),
    low: Int32Array.from(keys.flatMap((own) => own.map(([kind, value]) => kind * 1000 + value))),
    kind: Uint8Array.from(keys.flatMap((own) => own.map(([kind]) => kind))),
    kinds: KINDS,
  };
  const pool = poolKeys([chunk as KeyChunk], () => CAP);
  return groupKeys(pool, sortHere, () => Promise.resolve());
};

/** The oracle: every pair, one after the other. */
function weakByPairs(records: readonly Held[], drawn: ReadonlySet<number>, bandOf: (a: number, b: number) => Band) {
  const texts = records.map((held) => [...new Set(held.map((key) => key.join()))]);
  const holders = (text: string): number => texts.filter((own) => own.includes(text)).length;
  const tally = new KindTally();
  for (let a = 0; a < records.length; a += 1) {
    for (let b = a + 1; b < records.length; b += 1) {
      if (!drawn.has(a) && !drawn.has(b)) continue;
      const shared = texts[a]!.filter((text) => texts[b]!.includes(text) && holders(text) <= CAP);
      const kind = KINDS[Number(shared[0]?.split(',')[0])];
      if (shared.length === 1 && kind !== 'phone') tally.add(kind!, bandOf(a, b));
    }
  }
  return tally;
}

test('the pairs of some records tell which kinds are weak as looking at each of them does', async () => {
  const key = fc.tuple(fc.nat(KINDS.length - 1), fc.nat(4));
  const input = fc.tuple(fc.array(fc.array(key, { maxLength: 4 }), { maxLength: 20 }), fc.array(fc.nat(19)));
  await fc.assert(
    fc.asyncProperty(input, async ([records, some]) => {
      const drawn = [...new Set(some.filter((record) => record < records.length))].sort((x, y) => x - y);
      const asked: string[] = [];
      const bandOf = (a: number, b: number): Band => {
        asked.push(a < b ? `${a},${b}` : `${b},${a}`);
        return (a + b) % 3 === 0 ? 'review' : 'none';
      };
      const groups = await groupsOf(records);
      const weak = finish(judgeKinds({ groups, drawn, known: new Set(['phone']), bandOf }));
      const seen = asked.splice(0);
      expect(weak).toEqual(weakByPairs(records, new Set(drawn), bandOf).weak());
      expect(seen.sort()).toEqual(asked.sort());
    }),
  );
});

test('a kind is weak where among all records hardly any pair that shares it alone is a match', async () => {
  // Six records to a street and to a city: 15 pairs each.
  const records = Array.from({ length: 600 }, (_, n): Held => [
    [n % 2, 10 + Math.floor(n / 12)],
    [3, 100 + Math.floor(n / 300)],
  ]);
  const groups = await groupsOf(records);
  const drawn = records.map((_, n) => n);
  const judged = { groups, drawn, known: new Set<string>(), bandOf: (): Band => 'none' };
  expect(finish(judgeKinds(judged))).toEqual(['city', 'street']);
  expect(finish(judgeKinds({ ...judged, bandOf: (a) => (a === 0 ? 'auto' : 'none') }))).toEqual(['city']);
  expect(finish(judgeKinds({ ...judged, drawn: [0, 1] }))).toEqual([]); // too few to tell
});
