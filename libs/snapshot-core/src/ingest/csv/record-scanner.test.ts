import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { CR, LF, QUOTE } from './dialect.ts';
import { Flaw, RecordScanner } from './record-scanner.ts';

const dialect = { delimiter: ','.charCodeAt(0), quote: QUOTE, newline: LF };

/** Scans `text` in pieces of at most `piece` new bytes, as a reader does, and gives each record's text and findings. */
function scan(text: string, fieldCount: number, keyFields: number[] = [], piece = Infinity, newline: number = LF) {
  const bytes = Buffer.from(text);
  const scanner = new RecordScanner({ ...dialect, newline }, fieldCount, keyFields, 1);
  const found: { record: string; flaw: number; fields: number; line: number; keys: (string | null)[] }[] = [];
  let from = 0;
  let to = 0;
  while (from < bytes.length || to === 0) {
    to = Math.min(bytes.length, to + piece);
    const view = bytes.subarray(from, to);
    const used = scanner.scan(view, to === bytes.length);
    for (let r = 0; r < scanner.count; r++) {
      const keys = keyFields.map((_, k) => {
        const at = r * keyFields.length + k;
        const [start, end] = [scanner.keyStart[at]!, scanner.keyEnd[at]!];
        return start < 0 ? null : view.subarray(start, end).toString();
      });
      const record = view.subarray(scanner.start[r], scanner.end[r]).toString();
      found.push({ record, flaw: scanner.flaw[r]!, fields: scanner.fields[r]!, line: scanner.line[r]!, keys });
    }
    from += used;
    if (to === bytes.length && used === 0) break;
  }
  return found;
}

const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`;
const field = fc
  .tuple(fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ', 'é', '\\'), maxLength: 5 }), fc.boolean())
  .map(([value, always]) => (always || /[",\r\n]/.test(value) ? quoted(value) : value));
const table = fc.tuple(
  fc
    .integer({ min: 2, max: 4 })
    .chain((width) =>
      fc.array(fc.array(field, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 5 }),
    ),
  fc.constantFrom('\n', '\r\n'),
  fc.boolean(),
);

test('records of well-formed CSV are those that csv-parse finds, whatever the pieces it comes in', () => {
  fc.assert(
    fc.property(table, fc.integer({ min: 1, max: 9 }), ([rows, newline, ends], piece) => {
      const text = rows.map((row) => row.join(',')).join(newline) + (ends ? newline : '');
      const width = rows[0]!.length;
      const found = scan(text, width, [1], piece);

      expect(found.map(({ flaw }) => flaw)).toEqual(rows.map(() => Flaw.none));
      const values = found.map(({ record }) => (parse(record, { record_delimiter: '\0' }) as string[][])[0]);
      expect(values).toEqual(parse(text, { record_delimiter: newline }));
      expect(found.map(({ keys }) => keys[0])).toEqual(rows.map((row) => row[1]));
      const lines = found.map(({ line }) => line);
      const before = (i: number) =>
        rows
          .slice(0, i)
          .map((row) => row.join(',') + newline)
          .join('');
      expect(lines).toEqual(rows.map((_, i) => before(i).split('\n').length));
    }),
  );
});

test('what arbitrary bytes hold is found the same in one piece and in many', () => {
  const text = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', '\0'), maxLength: 40 });
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 5 }), (bytes, piece) => {
      expect(scan(bytes, 2, [0], piece)).toEqual(scan(bytes, 2, [0]));
    }),
    { numRuns: 500 },
  );
});

test('a record that csv-parse refuses is never called flawless', () => {
  const text = fc.string({ unit: fc.constantFrom('a', ',', '"', '\r', ' '), minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(text, (record) => {
      const flawless = scan(record, 2).every(({ flaw }) => flaw === Flaw.none);
      let refused = false;
      try {
        // A carriage return at the very end belongs to the line end.
        const rows = parse(record.replace(/\r$/, ''), {
          relax_quotes: true,
          record_delimiter: '\n',
          skip_empty_lines: true,
        }) as string[][];
        refused = rows.some((row) => row.length !== 2);
      } catch {
        refused = true;
      }
      expect(flawless && refused).toBe(false);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['a,b,c', Flaw.fieldCount],
  ['a', Flaw.fieldCount],
  ['5" pipe,b', Flaw.none],
  ['"a"b,c', Flaw.quote],
  ['a\0,b', Flaw.nul],
  ['"a\0",b', Flaw.nul],
  ['a\rb,c', Flaw.carriageReturn],
  ['a,"b', Flaw.unclosed],
  ['"a\rb",c', Flaw.none],
  ['"","a""b"', Flaw.none],
])('%j has the flaw %i', (record, flaw) => {
  expect(scan(record, 2).map((found) => found.flaw)).toEqual([flaw]);
});

test('a carriage return alone ends lines where the dialect says so', () => {
  expect(scan('1,a\r2,"b\rc"\r', 2, [], Infinity, CR).map(({ record }) => record)).toEqual(['1,a', '2,"b\rc"']);
});
