import fc from 'fast-check';
import { hashBytes, textOfHash } from '../../store/key-hash.ts';
import { KeyTable, recordKeys } from './key-table.ts';

test('a key has the number that it got first, however many there are, and however their hashes end', () => {
  const half = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.integer());
  const hashes = fc.array(fc.record({ high: half, low: half }), { maxLength: 5000 });
  fc.assert(
    fc.property(hashes, (met) => {
      const [table, keys, numbers] = [new KeyTable(), recordKeys(), new Map<string, number>()];
      for (const { high, low } of met) {
        Object.assign(keys, { high: [high], low: [low], cap: [met.length], strength: [2] });
        const text = textOfHash({ high, low });
        if (!numbers.has(text)) numbers.set(text, numbers.size);
        expect(table.numberOf(keys, 0)).toBe(numbers.get(text));
      }
      expect(table.size).toBe(numbers.size);
      expect(table.bytesOf([...numbers.values()])).toEqual(hashBytes([...numbers.keys()]));
      for (const number of numbers.values()) expect(table.cap[number]).toBe(met.length);
    }),
    { numRuns: 20 },
  );
});
