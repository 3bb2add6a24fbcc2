import { reading } from '../comparison.ts';
import { countTerms, Terms } from '../terms.ts';
import { Vocabulary } from '../words.ts';
import { codeComparison, codesOf, dateComparison, numberComparison, readCodes } from './plain.ts';

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

const nothing = () => null;
const dates = dateComparison(
  'born',
  reading(nothing, (text) => ({ text })),
);
const numbers = numberComparison(
  'number',
  reading(nothing, (text) => ({ text, number: Number(text) })),
);

test.each([
  ['1928-09-25', '1928-09-26', 'one digit off'],
  ['1928-09-25', '1928-10-25', 'day or month alone'],
  ['1928-09-25', '1928-09-14', 'day or month alone'],
  ['1928-09-12', '1928-12-09', 'day and month swapped'],
  ['1928-09-25', '1975-09-25', 'same month and day'],
  ['1928-09-25', '1928-11-04', 'same year'],
  ['1928-09-25', '1929-11-04', 'near'],
  ['1928', '1928-09-25', 'compatible'],
  ['1871', '1873', 'near'],
  ['1871', '1889', 'different'], // of two years of a century, all are two digits off
])('the dates %s and %s: %s', (a, b, level) => {
  const found = [dates.level({ text: a }, { text: b }), dates.level({ text: b }, { text: a })];
  expect(found.map((each) => dates.levels[each]!.name)).toEqual([level, level]);
});

test.each([
  ['1871', '1873', 'within 0.2 %'],
  ['1871', '1971', 'one digit off'],
  ['1871', '1890', 'within 2 %'],
  ['9', '8', 'within 30 %'], // every tenth number of two digits is one digit off another
  ['199.95', '199.99', 'within 0.2 %'],
  ['5', '50', 'different'],
  ['252', '252930', 'other unit'],
  ['4.2', '252', 'other unit'],
  ['12.5', '1250', 'other unit'],
  ['252', '276000', 'different'],
  ['0', '100', 'different'],
  ['-5', '500', 'different'],
])('the numbers %s and %s: %s', (a, b, level) => {
  const [x, y] = [a, b].map((text) => ({ text, number: Number(text) }));
  expect(numbers.levels[numbers.level(x!, y!)]!.name).toBe(level);
  expect(numbers.levels[numbers.level(y!, x!)]!.name).toBe(level);
});
