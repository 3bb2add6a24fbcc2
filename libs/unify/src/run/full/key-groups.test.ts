import fc from 'fast-check';
import { finish } from '../../linkage/steps.ts';
import { textOfHash } from '../../store/key-hash.ts';
import { pageBegins, pageOf, pagesFor } from '../../store/key-pages.ts';
import { groupKeys, type SortParts } from './key-groups.ts';
import type { KeyChunk } from './keys-of-records.ts';
import type { PagePack } from './page-pack.ts';
import { poolKeys } from './pool-keys.ts';
import { sortPart } from './sort-part.ts';

const KINDS = ['city', 'phone'];
const CAPS: Readonly<Record<string, number>> = { city: 2, phone: 4 };

/** A value: the halves of its hash, of which some agree in one of them. */
const half = fc.oneof(fc.constantFrom(0, 1, -1, 2 ** 31 - 1, -(2 ** 31)), fc.integer());
const value = fc.record({ high: half, low: half, kind: fc.nat(KINDS.length - 1), isWide: fc.boolean() });
const input = fc.record({
  values: fc.uniqueArray(value, { selector: textOfHash, minLength: 1, maxLength: 60 }),
  held: fc.array(fc.uniqueArray(fc.nat(59), { maxLength: 30 }), { maxLength: 40 }),
  perChunk: fc.integer({ min: 1, max: 7 }),
  parts: fc.integer({ min: 1, max: 9 }),
});

const WIDE_CAP = 8;

test('values that records share, and all on pages, are found in parts as they are by a map', async () => {
  await fc.assert(
    fc.asyncProperty(input, async ({ values, held, perChunk, parts }) => {
      const records = held.map((own) => own.filter((each) => each < values.length).map((each) => values[each]!));
      const chunks: KeyChunk[] = [];
      for (let from = 0; from < records.length; from += perChunk)
        chunks.push(chunkOf(records.slice(from, from + perChunk)));
      const wide = { hashes: new Set(values.filter(({ isWide }) => isWide).map(textOfHash)), cap: WIDE_CAP };
      const keys = poolKeys(chunks, (kind) => CAPS[kind]!, wide);
      const packs: PagePack[] = [];
      const sortParts: SortParts = async (work, take) => {
        const most = Math.min(parts, pagesFor(work.keys));
        for (let part = 0; part < most; part += 1) await take(finish(sortPart(work, part, most)));
      };
      const groups = await groupKeys(keys, sortParts, async (pack) => void packs.push(pack));

      const holders = new Map<(typeof values)[number], number[]>();
      records.forEach((own, record) =>
        own.forEach((each) => holders.set(each, [...(holders.get(each) ?? []), record])),
      );
      const isShared = (each: (typeof values)[number]): boolean => {
        const { length } = holders.get(each)!;
        return length > 1 && length <= Math.max(CAPS[KINDS[each.kind]!]!, each.isWide ? WIDE_CAP : 0);
      };
      const expected = [...holders].filter(([each]) => isShared(each));
      const found = Array.from({ length: groups.length }, (_, n) => ({
        kind: groups.kinds[groups.kind[n]!]!,
        holders: [...groups.holders.subarray(groups.from[n], groups.from[n + 1])],
      }));
      const asText = (each: unknown): string => JSON.stringify(each);
      expect(found.map(asText).sort()).toEqual(
        expected.map(([{ kind }, own]) => asText({ kind: KINDS[kind], holders: own })).sort(),
      );
      // In the order of the first records that hold them.
      const firsts = found.map(({ holders: [first] }) => first!);
      expect(firsts).toEqual(firsts.toSorted((x, y) => x - y));
      records.forEach((own, record) => {
        const groupsOf = [...groups.groups.subarray(groups.starts[record], groups.starts[record + 1])];
        expect(groupsOf).toEqual(groupsOf.toSorted((x, y) => x - y));
        expect(groupsOf).toHaveLength(own.filter(isShared).length);
      });
      expect(packs.flatMap(valuesOf)).toEqual(
        [...holders]
          .sort(([x], [y]) => (x.high >>> 0) - (y.high >>> 0) || (x.low >>> 0) - (y.low >>> 0))
          .map(([{ high, low }, own]) => ({ page: pageOf(high, pagesFor(keys.keys)), high, low, own })),
      );
      const numbers = packs.flatMap(({ pageNumbers }) => [...pageNumbers]);
      expect(numbers).toEqual([...new Set(numbers)].sort((x, y) => x - y));
      expect(numbers.at(-1)).toBe(pagesFor(keys.keys) - 1);
    }),
  );
});

test('a page begins where the first hash lies that is on it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 20 }), fc.nat(), (pages, some) => {
      const page = some % pages;
      const begins = pageBegins(page, pages);
      expect(pageOf(begins, pages)).toBe(page);
      if (page > 0) expect(pageOf(begins - 1, pages)).toBe(page - 1);
    }),
  );
});

const chunkOf = (records: readonly (readonly { high: number; low: number; kind: number }[])[]): KeyChunk => {
  const keys = records.flat();
  const chunk = {
    counts: Uint32Array.from(records, ({ length }) => length),
    high: Int32Array.from(keys, ({ high }) => high),
    low: Int32Array.from(keys, ({ low }) => low),
    kind: Uint8Array.from(keys, ({ kind }) => kind),
    kinds: KINDS,
  };
  return chunk as unknown as KeyChunk;
};

/** The values of pages, and who holds them. */
function valuesOf({ pageBytes, pageEnds, pageNumbers }: PagePack) {
  const bytes = new DataView(pageBytes.buffer, pageBytes.byteOffset, pageBytes.byteLength);
  const found: { page: number; high: number; low: number; own: number[] }[] = [];
  let at = 0;
  for (const [i, end] of pageEnds.entries()) {
    while (at < end) {
      const [high, low, holders] = [bytes.getInt32(at), bytes.getInt32(at + 4), bytes.getUint16(at + 8)];
      const own = Array.from({ length: holders }, (_, n) => bytes.getInt32(at + 10 + 4 * n));
      found.push({ page: pageNumbers[i]!, high, low, own });
      at += 10 + 4 * holders;
    }
  }
  return found;
}
