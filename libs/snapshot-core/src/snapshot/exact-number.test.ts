import fc from 'fast-check';
import { exactNumber, parseExactly } from './exact-number.ts';

test.each<[string, number | undefined]>([
  ['0', 0],
  ['1.0', 1],
  ['12.50', 12.5],
  ['1e5', 100000],
  ['1E+2', 100],
  ['1.5e-7', 1.5e-7],
  ['0.000', 0],
  ['1e300', 1e300],
  ['100000000000000000000.5', undefined],
  ['9007199254740991', 9007199254740991],
  ['9007199254740993', undefined],
  ['9007199254740992', undefined],
  ['0.1000000000000000055', undefined],
  ['1e400', undefined],
  ['-0', undefined],
  ['-0.0', undefined],
  ['007', undefined],
  ['+1', undefined],
  ['.5', undefined],
  ['NaN', undefined],
  ['', undefined],
])('%s is %s', (text, value) => {
  expect(exactNumber(text)).toBe(value);
});

/** The value of a decimal as a fraction of big integers. */
function fraction(text: string): [bigint, bigint] {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  const [whole = '', rest = ''] = mantissa.split('.');
  const shift = Number(exponent) - rest.length;
  const digits = BigInt(whole + rest);
  return shift >= 0 ? [digits * 10n ** BigInt(shift), 1n] : [digits, 10n ** BigInt(-shift)];
}

test('a number that is given has the value of its text, to the last digit', () => {
  const decimal = fc
    .tuple(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), fc.nat(99_999), fc.integer({ min: -20, max: 20 }))
    .map(([whole, rest, exponent]) => `${whole}.${rest}e${exponent}`);
  fc.assert(
    fc.property(fc.oneof(decimal, fc.double({ noNaN: true, noDefaultInfinity: true }).map(String)), (text) => {
      const value = exactNumber(text);
      if (value === undefined) return;
      const [[a, b], [c, d]] = [fraction(text), fraction(String(value))];
      expect(a * d).toBe(c * b);
    }),
    { numRuns: 500 },
  );
});

test('JSON without numbers that JavaScript would alter is what JSON.parse makes of it', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value);
      fc.pre(!/\d{16}/.test(text)); // integers beyond 2^53 among them
      expect(parseExactly(text)).toEqual(JSON.parse(text));
    }),
  );
});

test('numbers that JavaScript would alter are strings, wherever they stand', () => {
  expect(parseExactly('{"a":[9007199254740993,1.0,-0],"9007199254740993":"1e400 \\" 1e400","b":1e400}')).toEqual({
    a: ['9007199254740993', 1, '-0'],
    '9007199254740993': '1e400 " 1e400',
    b: '1e400',
  });
  expect(() => parseExactly('{"a":9007199254740993')).toThrow(SyntaxError);
});
