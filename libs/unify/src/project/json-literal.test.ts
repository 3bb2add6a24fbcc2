import fc from 'fast-check';
import { parseJsonLiteral } from './json-literal.ts';
import { literalText } from './literal.ts';

test('agrees with JSON.parse on every JSON text', () => {
  fc.assert(
    fc.property(fc.json(), fc.constantFrom(undefined, 2), (text, indent) => {
      const value = parseJsonLiteral(JSON.stringify(JSON.parse(text), null, indent));
      const back =
        value === undefined || typeof value === 'string' ? JSON.stringify(value) : (literalText(value) ?? 'null');
      expect(JSON.parse(back)).toEqual(JSON.parse(text));
    }),
  );
});

test('keeps the digits of numbers', () => {
  expect(literalText(parseJsonLiteral('[9007199254740993, 1.10, 1E400]') ?? null)).toBe(
    '[9007199254740993,1.10,1E400]',
  );
});

test.each(["{'a': 1}", '{a: 1}', '[1,]', '[01]', '"\\x41"', '"a\nb"', '', '{"a":1} x', 'nul'])('refuses %j', (text) => {
  expect(parseJsonLiteral(text)).toBeUndefined();
});
