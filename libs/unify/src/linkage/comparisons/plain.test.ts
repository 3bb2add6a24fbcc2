import { reading } from '../comparison.ts';
import { countTerms, Terms } from '../terms.ts';
import { Vocabulary } from '../words.ts';
import { codeComparison, codesOf, readCodes } from './plain.ts';

/** Sizes are in every other name. */
const terms = new Terms(countTerms([...Array.from({ length: 500 }, () => '16gb'), 'wrt54g', 'wrt54h', '889d']));
const vocabulary = new Vocabulary(terms);
const make = (text: string) => readCodes(codesOf(text), (words) => vocabulary.read(words));
const codes = codeComparison(
  'numbers',
  reading(() => null, make),
);

test.each([
  ['men 889d camera', 'men889d camera', 'same'],
  ['men 889d', '889d', 'same'],
  ['wrt54g 16gb', '16gb wrt54g', 'same'],
  ['wrt54g router', 'wrt54gl router', 'some'],
  ['wrt54g 16gb', 'wrt54h 16gb', 'other'],
  ['wrt54g', '16gb', 'other'],
])('the codes of %s and %s: %s', (a, b, level) => {
  expect(codes.levels[codes.level(make(a), make(b))]!.name).toBe(level);
  expect(codes.levels[codes.level(make(b), make(a))]!.name).toBe(level);
});
