import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { textOf } from '../record-fields.ts';
import { type ParsedRecord, RecordFlaw } from '../record-reader.ts';
import { JsonForm, parseObject } from './json-record.ts';

/** What is found by where it lies; undefined where that is left to parsing. */
function scanned(bytes: Buffer, form: JsonForm): ParsedRecord | undefined {
  const fields = isUtf8(bytes) ? form.fieldsOf(bytes) : undefined;
  if (!fields) return undefined;
  const { names, types } = fields;
  return { names, values: names.map((_, field) => textOf(fields, field)), types: types.slice(0, names.length) };
}

function parsed(bytes: Buffer, form: JsonForm): ParsedRecord | undefined {
  try {
    return parseObject(bytes, form);
  } catch (error) {
    if (error instanceof RecordFlaw) return undefined;
    throw error;
  }
}

const value = fc.oneof(
  fc.jsonValue({ noUnicodeString: false }),
  fc.constantFrom<unknown>(0, -0.5, 1e21, 'a\\b', '"', '😀', 'x\ny', null, true, [[{ a: '"]' }]]),
);
const object = fc.array(fc.tuple(fc.constantFrom('Id', 'Name', 'ünï', 'a"b', ''), value), { maxLength: 5 });
const text = fc.tuple(object, fc.constantFrom('', ' ', '\n\t')).map(([members, space]) => {
  const written = members.map(([name, each]) => `${space}${JSON.stringify(name)}${space}:${JSON.stringify(each)}`);
  return `{${written.join(`${space},`)}${space}}${space}`;
});
/** A byte of it replaced by one that means something in JSON, taken out, or doubled. */
const damage = fc.tuple(
  fc.nat(),
  fc.constantFrom(...Buffer.from('{}[]",:\\u0e-.1ntf \0\x1f\xff', 'latin1')),
  fc.nat(2),
);

test('what is found in the bytes of a record is what parsing finds, and nothing is found in one with a flaw', () => {
  let found = 0;
  fc.assert(
    fc.property(fc.array(fc.tuple(text, fc.option(damage)), { maxLength: 5 }), (records) => {
      const form = new JsonForm();
      for (const [whole, damaged] of records) {
        // Once as it is, so that its names are known.
        const intact = Buffer.from(whole);
        const first = parsed(intact, form);
        if (first) expect(scanned(intact, form) ?? first).toEqual(first);
        const bytes = damaged ? broken(intact, damaged) : intact;
        const seen = scanned(bytes, form);
        if (!seen) continue;
        found++;
        const expected = parsed(bytes, form);
        expect(seen).toEqual(expected);
        expect(seen.names).toBe(expected!.names);
      }
    }),
    { numRuns: 1000 },
  );
  expect(found).toBeGreaterThan(100);
});

function broken(bytes: Buffer, [place, byte, way]: [number, number, number]): Buffer {
  const at = place % bytes.length;
  const middle = [[byte], [], [bytes[at]!, bytes[at]!]][way]!;
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(middle), bytes.subarray(at + 1)]);
}

test('records that lack some of their fields are found, each with the names that it has', () => {
  const form = new JsonForm();
  const records = ['{"Id":"1","Name":"a"}', '{"Id":"2"}', '{}', '{"Name":"b"}'].map((each) => Buffer.from(each));
  const first = records.map((each) => parseObject(each, form).names);
  expect(records.map((each) => scanned(each, form)?.names)).toEqual(first);
});

test.each([
  '{"Id":01}',
  '{"Id":1.}',
  '{"Id":-}',
  '{"Id":1e}',
  '{"Id":tru}',
  '{"Id":[1,]}',
  '{"Id":"\t"}',
  '{"Id":"\\x"}',
])('%s is left to parsing, which says what is wrong', (text) => {
  const form = new JsonForm();
  parseObject(Buffer.from('{"Id":1}'), form);
  expect(form.fieldsOf(Buffer.from(text))).toBeUndefined();
});

test('a field that is nested too deep for a walk is left to parsing', () => {
  const form = new JsonForm();
  parseObject(Buffer.from('{"Id":1}'), form);
  const deep = (depth: number) => Buffer.from(`{"Id":${'['.repeat(depth)}${']'.repeat(depth)}}`);
  expect(form.fieldsOf(deep(10))).toBeDefined();
  expect(form.fieldsOf(deep(100_000))).toBeUndefined();
});
