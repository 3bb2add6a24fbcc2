import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { splitFields } from './split-fields.ts';

const characters = fc.constantFrom('a', ',', ';', '"', '\n', '\r', ' ', 'é', '😀', '\\');
const field = fc
  .tuple(fc.string({ unit: characters, maxLength: 6 }), fc.boolean())
  .map(([value, always]) => (always || /[",;\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value));

test('fields are those that csv-parse reads, null where they are empty without quotes', () => {
  fc.assert(
    fc.property(fc.array(field, { minLength: 1, maxLength: 6 }), fc.constantFrom(',', ';'), (fields, delimiter) => {
      const record = fields.join(delimiter);
      fc.pre(record !== '');
      const [expected] = parse(record, {
        delimiter,
        record_delimiter: '\0',
        cast: (value, { quoting }) => (value === '' && !quoting ? null : value),
      }) as (string | null)[][];
      expect(splitFields(record, delimiter)).toEqual(expected);
    }),
    { numRuns: 1000 },
  );
});
