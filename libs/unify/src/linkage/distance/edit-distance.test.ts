import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { editDistance } from './edit-distance.ts';

/** The definition as it is written down: optimal string alignment, each case by recursion. */
function oracle(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length;
  const same = a.at(-1) === b.at(-1) ? 0 : 1;
  const turned = a.length > 1 && b.length > 1 && a.at(-1) === b.at(-2) && a.at(-2) === b.at(-1);
  return Math.min(
    oracle(a.slice(0, -1), b) + 1,
    oracle(a, b.slice(0, -1)) + 1,
    oracle(a.slice(0, -1), b.slice(0, -1)) + same,
    turned ? oracle(a.slice(0, -2), b.slice(0, -2)) + 1 : Infinity,
  );
}

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 });

test('the distance is that of optimal string alignment, up to the bound', () => {
  fc.assert(
    fc.property(word, word, fc.integer({ min: 0, max: 3 }), (a, b, most) => {
      expect(editDistance(a, b, most)).toBe(Math.min(oracle(a, b), most + 1));
    }),
    { numRuns: 2000 },
  );
});

test('what two texts begin and end with does not matter', () => {
  fc.assert(
    fc.property(word, word, word, word, (head, a, b, tail) => {
      expect(editDistance(head + a + tail, head + b + tail, 2)).toBe(editDistance(a, b, 2));
    }),
  );
});
