import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { csvLine } from './csv.ts';

test('null is an empty field, the empty string a quoted one', () => {
  expect(csvLine(['a', null, '', undefined, 'b'])).toBe('a,,"",,b\r\n');
});

test('what a reader of RFC 4180 reads is what was written', () => {
  const cell = fc.oneof(fc.string(), fc.constantFrom('"', ',', '\r\n', ' x ', '""', 'a"b'));
  fc.assert(
    fc.property(fc.array(cell, { minLength: 2, maxLength: 6 }), (cells) => {
      expect(parse(csvLine(cells), { record_delimiter: '\r\n' })).toEqual([cells]);
    }),
  );
});
