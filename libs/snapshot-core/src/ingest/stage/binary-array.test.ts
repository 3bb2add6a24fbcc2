import fc from 'fast-check';
import { readFields } from '../../../../../test/support/binary-fields.ts';
import { columnArrays, hashArray, TEXT, UUID } from './binary-array.ts';

/** A field as COPY's binary format has it. */
function field(text: string | null): Buffer {
  const value = Buffer.from(text ?? '');
  const length = Buffer.alloc(4);
  length.writeInt32BE(text === null ? -1 : value.length);
  return Buffer.concat([length, value]);
}

const texts = fc.option(fc.string({ unit: fc.constantFrom('a', 'é', '😀', '\0', ','), maxLength: 8 }));

test('arrays have the fields of their column, whatever lies between the rows', () => {
  const table = fc
    .integer({ min: 1, max: 5 })
    .chain((width) =>
      fc.array(fc.array(texts, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }),
    );
  fc.assert(
    fc.property(table, fc.nat(5), (records, gap) => {
      const encoded = records.map((record) => Buffer.concat(record.map(field)));
      const pieces = encoded.map((record) => Buffer.concat([Buffer.alloc(gap, 'x'), record]));
      let at = 0;
      const rows = pieces.map((piece) => {
        at += piece.length;
        return { start: at - piece.length + gap, end: at };
      });
      const types = records[0]!.map((_, i) => (i === 0 ? UUID : TEXT));

      const arrays = columnArrays(Buffer.concat(pieces), rows, types);

      expect(arrays.map((array) => readFields(array.subarray(20)))).toEqual(
        types.map((_, column) => records.map((record) => record[column])),
      );
      const heads = arrays.map((array) => [0, 4, 8, 12, 16].map((place) => array.readInt32BE(place)));
      expect(heads).toEqual(types.map((type) => [1, 1, type, records.length, 1]));
    }),
  );
});

test('hashes make an array of identifiers', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer(), fc.integer(), fc.integer(), fc.integer())), (hashes) => {
      const array = hashArray(new Int32Array(hashes.flat()));

      const fields = hashes.map((words) => {
        const bytes = Buffer.alloc(20);
        [16, ...words].forEach((word, i) => bytes.writeInt32BE(word, i * 4));
        return bytes;
      });
      expect(array.subarray(20)).toEqual(Buffer.concat(fields));
      expect([0, 4, 8, 12, 16].map((at) => array.readInt32BE(at))).toEqual([1, 1, UUID, hashes.length, 1]);
    }),
  );
});
