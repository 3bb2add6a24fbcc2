import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { jaroWinkler, type Lettered, mayBeAlike } from './jaro-winkler.ts';

const lettered = (text: string): Lettered => ({
  text,
  letters: [...text].reduce((all, letter) => (letter === ' ' ? all : all | (1 << (letter.charCodeAt(0) & 31))), 0),
});
const text = fc.string({ unit: fc.constantFrom(...'abcde '), maxLength: 9 });

test('texts are not told apart by their letters where they are alike', () => {
  fc.assert(
    fc.property(text, text, fc.constantFrom(0.5, 0.8, 0.92, 0.93), (a, b, least) => {
      expect(mayBeAlike(lettered(a), lettered(b), least) || jaroWinkler(a, b) < least).toBe(true);
    }),
    { numRuns: 5000 },
  );
});

test('unlike texts are told apart', () => {
  expect(mayBeAlike(lettered('liverpool'), lettered('manchester'), 0.92)).toBe(false);
  expect(mayBeAlike(lettered('manchster'), lettered('manchester'), 0.92)).toBe(true);
});
