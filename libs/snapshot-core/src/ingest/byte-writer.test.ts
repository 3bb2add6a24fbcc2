import fc from 'fast-check';
import { ByteWriter } from './byte-writer.ts';

const text = fc.string({
  unit: fc.constantFrom('"', '""', 'a', ',', '\n', 'é', '€', '😀', 'x'.repeat(60)),
  maxLength: 40,
});

test('quoted fields are as RFC 4180 writes them, whatever room there is', () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 12 }), fc.integer({ min: 1, max: 64 }), (fields, room) => {
      const writer = new ByteWriter(room);
      for (const field of fields) {
        writer.quoted(field);
        writer.comma();
      }
      const expected = fields.map((field) => `"${field.replaceAll('"', '""')}",`).join('');
      expect(writer.take().toString('utf8')).toBe(expected);
    }),
  );
});
