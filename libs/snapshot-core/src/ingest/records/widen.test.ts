import fc from 'fast-check';
import type { LogicalType } from '../../catalog/stream.entity.ts';
import { widen } from './widen.ts';

const types: LogicalType[] = ['string', 'integer', 'number', 'boolean', 'date', 'datetime', 'json'];

test.each<[LogicalType, LogicalType, LogicalType]>([
  ['integer', 'number', 'number'],
  ['datetime', 'date', 'datetime'],
  ['integer', 'boolean', 'string'],
  ['json', 'integer', 'string'],
  ['json', 'json', 'json'],
])('%s and %s make %s', (a, b, both) => {
  expect(widen(a, b)).toBe(both);
});

test('in whatever order types come, the widest is the same', () => {
  fc.assert(
    fc.property(
      fc
        .array(fc.constantFrom(...types), { minLength: 1 })
        .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
      ([all, shuffled]) => {
        expect(all.reduce(widen)).toBe(shuffled.reduce(widen));
        expect(all.reduce(widen)).toBe(all.reduceRight(widen));
      },
    ),
  );
});
