import fc from 'fast-check';
import { HashList } from './hash-list.ts';

/** Few different words, so that hashes collide in their slots. */
const hashes = fc.uniqueArray(
  fc.tuple(fc.nat(3), fc.nat(3), fc.nat(7), fc.nat(2)).map((words) => words.map((word) => word)),
  { maxLength: 300, selector: (words) => words.join() },
);
const asWords = (list: readonly number[][]) => new Int32Array(list.flat().map((word) => (word - 1) * 0x30000000));
const hex = (hash: readonly number[]) =>
  [...asWords([[...hash]])].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
/** Stretches of the list asked for in its order, some of them far from the others, and hashes that are not in it. */
const stretches = fc.array(fc.record({ from: fc.nat(320), count: fc.nat(60), step: fc.constantFrom(1, 1, 2, -1) }), {
  maxLength: 8,
});

test('it finds what was added, in any order, and knows what was never asked for', () => {
  fc.assert(
    fc.property(hashes, fc.nat(300), stretches, stretches, hashes, fc.nat(80), (all, at, early, late, other, room) => {
      const [first, later] = [all.slice(0, at), all.slice(at)];
      const list = new HashList(room);
      const pick = (parts: typeof early) =>
        parts.flatMap(({ from, count, step }) =>
          Array.from({ length: count }, (_, i) => all[from + i * step]).filter((hash) => hash !== undefined),
        );
      const known = new Set<string>();
      const marked = new Set<string>();
      const ask = (asked: number[][]) => {
        for (const hash of asked) {
          expect(list.mark(asWords([hash]))).toBe(known.has(hex(hash)));
          if (known.has(hex(hash))) marked.add(hex(hash));
        }
      };
      list.add(asWords(first));
      for (const hash of first) known.add(hex(hash));
      ask([...pick(early), ...other]);
      list.add(asWords(later));
      for (const hash of later) known.add(hex(hash));
      ask([...pick(late), ...other]);

      expect(list.unmarked()).toEqual(asWords(all.filter((hash) => !marked.has(hex(hash)))));
      for (const hash of [...all, ...other]) expect(list.isMarked(asWords([hash]))).toBe(marked.has(hex(hash)));
      expect(list.size).toBe(all.length);
    }),
  );
});

test('what stands near where the last one was is found without a search', () => {
  const list = new HashList(200);
  const hash = (i: number) => new Int32Array([i * 7919, i, 1, 2]);
  for (let i = 0; i < 200; i++) list.add(hash(i));

  // An updated record stands behind the others of its page; one is no more.
  const order = [0, 1, 2, 19, 3, 4, 6, 7];
  expect(order.map((i) => list.markNear(hash(i)))).toEqual(order.map(() => true));
  expect(list.markNear(hash(150))).toBe(false);
  expect(list.mark(hash(150))).toBe(true);
});
