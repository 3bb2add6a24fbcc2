import fc from 'fast-check';
import { HashTable } from './hash-table.ts';

const hash = fc.tuple(fc.nat(3), fc.nat(2), fc.nat(2), fc.nat(2)).map(([a, b, c, d]) => [a * 0x40000000, b, c, d]);

test('behaves as a Map does, also while it grows', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(hash, fc.integer({ min: 1, max: 9 })), { maxLength: 200 }), (entries) => {
      const table = new HashTable();
      const oracle = new Map<string, number>();
      for (const [words, value] of entries) {
        table.set(Int32Array.from(words), value);
        oracle.set(Int32Array.from(words).join(), value);
      }

      expect(table.size).toBe(oracle.size);
      for (const [words, value] of oracle) {
        const slot = table.find(Int32Array.from(words.split(','), Number));
        expect(slot === -1 ? undefined : table.valueAt(slot)).toBe(value);
      }
      expect(table.find(Int32Array.from([1, 9, 9, 9]))).toBe(-1);
    }),
  );
});
