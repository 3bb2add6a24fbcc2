import fc from 'fast-check';
import { LF, QUOTE } from './dialect.ts';
import { findFields } from './find-fields.ts';
import { BATCH, Flaw, RecordScanner } from './record-scanner.ts';

const dialect = { delimiter: ','.charCodeAt(0), quote: QUOTE, newline: LF };
const WIDTH = 3;

const text = fc.string({ unit: fc.constantFrom('a', 'a', ',', ',', '"', '""', 'é', ' '), maxLength: 14 });

test('fields of flawless records lie where the scanner finds them', () => {
  const wanted = fc.shuffledSubarray([0, 1, 2], { minLength: 1 });
  fc.assert(
    fc.property(fc.array(text, { maxLength: 60 }), wanted, (lines, fields) => {
      const bytes = Buffer.from(lines.join('\n'));
      const scanner = new RecordScanner(dialect, WIDTH, fields, 1);
      scanner.scan(bytes, true);
      const last = Math.max(...fields);
      const slots = new Int32Array(last + 1).fill(-1);
      fields.forEach((field, slot) => (slots[field] = slot));
      for (let record = 0; record < scanner.count; record++) {
        if (scanner.flaw[record] !== Flaw.none) continue;
        const [starts, ends] = [new Int32Array(fields.length), new Int32Array(fields.length)];
        const place = { bytes, start: scanner.start[record]!, end: scanner.end[record]! };
        findFields(place, dialect, { slots, last }, starts, ends);

        const at = record * fields.length;
        expect(starts).toEqual(scanner.keyStart.slice(at, at + fields.length));
        expect(ends).toEqual(scanner.keyEnd.slice(at, at + fields.length));
      }
    }),
    { numRuns: 500 },
  );
});

test('records looked for one at a time, from where the last one ended, are those found at once', () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 10 }), fc.integer({ min: 1, max: 3 }), (lines, most) => {
      const bytes = Buffer.from(lines.join('\n'));
      const found = (step: number) => {
        const scanner = new RecordScanner(dialect, WIDTH, [0], 1);
        const records: number[][] = [];
        for (let at = 0; ;) {
          const used = scanner.scan(bytes, true, at, step);
          for (let i = 0; i < scanner.count; i++) {
            const place = [scanner.start[i]!, scanner.end[i]!, scanner.line[i]!, scanner.keyStart[i]!];
            records.push([...place, scanner.flaw[i]!, scanner.fields[i]!]);
          }
          if (used === at) return records;
          at = used;
        }
      };
      expect(found(most)).toEqual(found(BATCH));
    }),
  );
});
