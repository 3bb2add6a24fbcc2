import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { detectDialect } from './dialect.ts';
import { requote } from './requote.ts';

const field = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', '"', ' ', 'é'), maxLength: 5 }).filter((text) => !text.startsWith('"')),
  fc
    .string({ unit: fc.constantFrom('a', ',', '"', '\n', 'é'), maxLength: 5 })
    .map((text) => `"${text.replaceAll('"', '""')}"`),
);

test('the strict reading of a requoted record is the lenient reading of the original', () => {
  fc.assert(
    fc.property(fc.array(field, { minLength: 2, maxLength: 5 }), (fields) => {
      const record = Buffer.from(fields.join(','));
      const strict = parse(requote(record, detectDialect(Buffer.from('a,b\n'))), { record_delimiter: '\0' });
      expect(strict).toEqual(parse(record, { record_delimiter: '\0', relax_quotes: true }));
    }),
  );
});
