import fc from 'fast-check';
import type { SchemaTree } from 'hyparquet';
import type { RawRecord } from '../records/record-reader.ts';
import type { ParquetColumn } from './columns.ts';
import { leafOf, type Physical } from './leaf-text.ts';
import { parsedRecords } from './rows.ts';
import { WrittenRows, writtenRecords } from './written-rows.ts';

type Element = Parameters<typeof leafOf>[0];

const column = (name: string, element: Partial<Element>): ParquetColumn => {
  const leaf = leafOf({ name, ...element } as Element);
  return { name, type: leaf.type, bare: {} as SchemaTree, leaf, json: String };
};
const nested: ParquetColumn = { name: 'n', type: 'json', bare: {} as SchemaTree, leaf: null, json: JSON.stringify };
const columns = [
  column('te"xt', { type: 'BYTE_ARRAY', converted_type: 'UTF8' }),
  column('bytes', { type: 'BYTE_ARRAY' }),
  column('whole', { type: 'INT64' }),
  column('double', { type: 'DOUBLE' }),
  column('day', { type: 'INT32', converted_type: 'DATE' }),
  nested,
];
const schema = { names: columns.map(({ name }) => name), columns };

const bytes = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 8 }).map((text) => Buffer.from(text)),
  fc.constantFrom('', 'a"b', 'a\\b', 'a\nb', 'é😀', '\u007f', ' ').map((text) => Buffer.from(text)),
);
const odd = fc.constantFrom([0xff], [0], [0xed, 0xa0, 0xbd]).map((each) => Buffer.from(each));
const row = (text: fc.Arbitrary<Buffer>) =>
  fc.tuple(
    fc.option(text),
    fc.option(fc.oneof(bytes, odd)),
    fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
    fc.option(fc.double()),
    fc.option(fc.integer({ min: -100_000, max: 100_000 })),
    fc.option(fc.jsonValue()),
  );

const shown = (record: RawRecord) => [record.line, Buffer.from(record.bytes).toString('latin1'), record.parse()];

// One for all batches, as a reader has it: nothing of a batch may show in the next one.
const rows = new WrittenRows(schema);

test('records written as bytes are those made of texts: the same bytes, the same fields', () => {
  fc.assert(
    fc.property(fc.array(row(bytes), { minLength: 1, maxLength: 6 }), (batch) => {
      const values = columns.map((_, i) => batch.map((each) => each[i] as Physical | null));
      const written = writtenRecords(rows, values, 5);
      expect(written?.map(shown)).toEqual(parsedRecords(schema, values, 5).map(shown));
    }),
    { numRuns: 300 },
  );
});

test('a text that is none is left to what tells the flaws', () => {
  const values = columns.map((_, i) => [i === 0 ? Buffer.from([0xff]) : null]);
  expect(writtenRecords(rows, values, 1)).toBeUndefined();
  const withNul = columns.map((_, i) => [i === 0 ? Buffer.from('a\0b') : null]);
  expect(writtenRecords(rows, withNul, 1)).toBeUndefined();
  expect(() => parsedRecords(schema, withNul, 1)[0]!.parse()).toThrow(
    'the value of "te"xt" cannot be read: it holds a NUL byte, which text cannot',
  );
});
