import fc from 'fast-check';
import { readFields } from '../../../../../test/support/binary-fields.ts';
import { LF, QUOTE } from '../csv/dialect.ts';
import { Flaw, RecordScanner } from '../csv/record-scanner.ts';
import { splitFields } from '../csv/split-fields.ts';
import { FIELD_HEAD, putBigintField, putHashField, putRecordFields, putTextField } from './binary-row.ts';

const dialect = { delimiter: ','.charCodeAt(0), quote: QUOTE, newline: LF };

test('fields of flawless records are those that they are split into', () => {
  const text = fc.string({ unit: fc.constantFrom('a', ',', '"', '""', 'é', '😀', '\n', ' ', '","'), maxLength: 16 });
  fc.assert(
    fc.property(text, fc.nat(3), (record, before) => {
      const bytes = Buffer.from('x'.repeat(before) + record);
      const scan = (width: number) => {
        const scanner = new RecordScanner(dialect, width, [], 1);
        scanner.scan(bytes, true, before);
        return {
          width: scanner.fields[0]!,
          flaw: scanner.flaw[0]!,
          count: scanner.count,
          place: [scanner.start[0], scanner.end[0]],
        };
      };
      const { count, place, flaw } = scan(scan(1).width);
      fc.pre(count === 1 && flaw === Flaw.none && place[0] === before && place[1] === bytes.length);
      const fields = splitFields(record, ',');
      const target = Buffer.alloc(bytes.length + fields.length * FIELD_HEAD);
      const end = putRecordFields({ bytes, start: before, end: bytes.length }, dialect, target, 0);

      expect(readFields(target.subarray(0, end), 0)).toEqual(fields);
    }),
    { numRuns: 1000, maxSkipsPerRun: 1000 },
  );
});

test('numbers, hashes and texts have the form that Postgres reads', () => {
  const target = Buffer.alloc(60);
  let at = putBigintField(2 ** 40 + 5, target, 0);
  at = putHashField(new Int32Array([1, -1, 0x01020304, 0]), target, at);
  at = putTextField(Buffer.from('é'), target, at);

  expect(target.readBigInt64BE(4)).toBe(BigInt(2 ** 40 + 5));
  expect(target.subarray(16, 32).toString('hex')).toBe('00000001ffffffff0102030400000000');
  expect(readFields(target.subarray(0, at), 2)[2]).toBe('é');
});
