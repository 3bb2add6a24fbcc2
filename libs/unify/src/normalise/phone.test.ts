import fc from 'fast-check';
import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { normalisePhone } from './phone.ts';

const digits = (length: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((list) => list.join(''));
const parted = fc.constantFrom('', ' ', '-', '.', '  ', '/');
const ten = fc.tuple(digits(3), parted, digits(3), parted, digits(4), fc.boolean());

test('numbers of the North American form are what the library says they are, whoever asked for their range before', () => {
  const written = fc.tuple(fc.constantFrom('', '1', '+1', '+1 ', '1-', '+', '001 '), ten).map(([start, parts]) => {
    const [area, first, exchange, second, line, bracketed] = parts;
    return `${start}${bracketed ? `(${area})` : area}${first}${exchange}${second}${line}`;
  });
  fc.assert(
    fc.property(written, fc.constantFrom(null, 'US'), (text, country) => {
      const read = parsePhoneNumberFromString(text.replace(/^00(?=[1-9])/, '+'), 'US');
      fc.pre(read !== undefined && read.isValid() && !/^(\d)\1*$/.test(read.nationalNumber));
      expect(normalisePhone(text, { country })).toBe(read.number);
    }),
    { numRuns: 3000 },
  );
});

test('within a range of ten thousand numbers all are valid or none is', () => {
  fc.assert(
    fc.property(digits(6), digits(4), digits(4), (range, a, b) => {
      const [x, y] = [a, b].map((line) => parsePhoneNumberFromString(`+1${range}${line}`)?.isValid() ?? false);
      expect(x).toBe(y);
    }),
    { numRuns: 3000 },
  );
});
