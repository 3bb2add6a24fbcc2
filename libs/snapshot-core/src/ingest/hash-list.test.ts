import fc from 'fast-check';
import { HashList } from './hash-list.ts';

/** Few different words, so that hashes collide in their slots and repeat. */
const hashes = fc.array(fc.tuple(fc.nat(3), fc.nat(3), fc.constant(0), fc.nat(2)), { maxLength: 60 });
const asWords = (list: readonly number[][]) => new Int32Array(list.flat().map((word) => (word - 1) * 0x30000000));
const hex = (hash: readonly number[]) =>
  [...asWords([[...hash]])].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');

test('it finds what was added, in any order, and knows what was never asked for', () => {
  fc.assert(
    fc.property(hashes, hashes, hashes, fc.nat(80), (added, later, asked, expected) => {
      const list = new HashList(expected);
      list.add(asWords(added));
      const early = asked.slice(0, asked.length / 2);
      const found = early.map((hash) => list.mark(asWords([hash])));
      list.add(asWords(later));
      found.push(...asked.slice(early.length).map((hash) => list.mark(asWords([hash]))));

      const first = new Set(added.map(hex));
      const all = new Set([...added, ...later].map(hex));
      expect(found).toEqual(asked.map((hash, i) => (i < early.length ? first : all).has(hex(hash))));
      const marked = new Set(asked.filter((_, i) => found[i]).map(hex));
      expect([...list.unmarked()]).toEqual([...all].filter((hash) => !marked.has(hash)));
      expect(list.size).toBe(all.size);
    }),
  );
});
