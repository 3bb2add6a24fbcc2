import fc from 'fast-check';
import { hashesWithout } from './hashes-without.ts';

const hash = fc.tuple(fc.nat(3), fc.nat(1), fc.nat(1), fc.nat(1)).map(([a, b, c, d]) => [a * 0x40000000, b, c, d]);
const hashes = fc.uniqueArray(hash, { selector: String, maxLength: 40 });

test('leaves what a set of the others does not have', () => {
  fc.assert(
    fc.property(hashes, hashes, (list, others) => {
      const known = new Set(others.map(String));
      const left = list.filter((each) => !known.has(String(each)));
      expect([...hashesWithout(words(list), words(others))]).toEqual([...words(left)]);
    }),
  );
});

const words = (list: readonly number[][]) => Int32Array.from(list.flat());
