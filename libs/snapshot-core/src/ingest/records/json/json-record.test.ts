import fc from 'fast-check';
import { RecordFlaw } from '../record-reader.ts';
import { JsonForm, parseObject } from './json-record.ts';

const parse = (text: string | Buffer, form = new JsonForm()) => parseObject(Buffer.from(text), form);

/** Values as JSON.parse would give them, from what was read losslessly. */
function reread(text: string, form?: JsonForm): [string, unknown][] {
  const { names, values, types } = parse(text, form);
  return names.map((name, i) => {
    const value = values[i]!;
    return [name, types[i] === null ? null : types[i] === 'string' ? value : JSON.parse(value)];
  });
}

const space = fc.constantFrom('', '', ' ', '\t', ' \r\n ');
const name = fc.oneof(
  fc.constantFrom('Id', 'Name', 'a":1,"b', '__proto__', '1', '', 'constructor', 'x\\', 'ünï'),
  fc.string({ unit: 'grapheme', maxLength: 5 }),
);
/** A JSON object in some of the ways in which it may be written, and what it is. */
const written = fc
  .array(fc.tuple(name, fc.jsonValue({ noUnicodeString: false }), space, space, space, fc.boolean()), { maxLength: 6 })
  .map((members) => {
    const texts = members.map(([key, value, a, b, c, escape]) => {
      const json = JSON.stringify(key) + a + ':' + b + JSON.stringify(value, null, c.length);
      return (
        a +
        (escape ? json.replace(/[^\0-\x7e]/g, (ch) => `\\u${ch.charCodeAt(0).toString(16).padStart(4, '0')}`) : json) +
        c
      );
    });
    return `{${texts.join(',')}}`;
  })
  .filter((text) => !text.includes('\\u0000'));

test('any JSON object reads as JSON.parse reads it, also right after any other one', () => {
  fc.assert(
    fc.property(fc.array(written, { maxLength: 4 }), (texts) => {
      const form = new JsonForm();
      for (const text of texts) {
        const expected = new Map(Object.entries(JSON.parse(text) as object));
        expect(new Map(reread(text, form))).toEqual(expected);
      }
    }),
    { numRuns: 300 },
  );
});

test('records of one form share their names', () => {
  const form = new JsonForm();
  const first = parse('{"Id":"1","Na\\u006de":"a"}', form);
  expect(parse('{ "Id" : "2" , "Name" : null }', form).names).toBe(first.names);
  expect(parse('{"Name":"a","Id":"2"}', form).names).not.toBe(first.names);
  expect(parse('{"Name":"a"}', form).names).toEqual(['Name']);
});

test('numbers and nested values keep the text that they were written in', () => {
  const texts = ['1.0', '1e5', '1E+05', '9007199254740993', '-0', '0.10', '{ "a" : [1.0, "]" ] }', '[]'];
  const { values, types } = parse(`{${texts.map((text, i) => `"${i}x":${text}`).join(', ')}}`);
  expect(values).toEqual(texts);
  expect(types).toEqual(['number', 'number', 'number', 'integer', 'integer', 'number', 'json', 'json']);
});

test('of a name that stands more than once the last value counts', () => {
  expect(parse('{"a":1,"b":2,"a":"x"}')).toEqual({
    names: ['a', 'b'],
    values: ['x', '2'],
    types: ['string', 'integer'],
  });
});

test.each<[string, string | Buffer, RegExp, string[] | undefined]>([
  ['no JSON', '{"Id":"1","Name":"a', /^it is no valid JSON: /, ['Id']],
  ['text behind it', '{"Id":"1"} x', /^it is no valid JSON: /, ['Id']],
  ['an array', '[1]', /^it is an array, a record has to be a JSON object$/, undefined],
  ['null', 'null', /^it is null/, undefined],
  ['a number', '5', /^it is a number/, undefined],
  ['U+0000', '{"Id":"1","Name":"a\\u0000b"}', /^"Name" holds the character U\+0000/, ['Id']],
  ['U+0000 in a name', '{"Id":"1","a\\u0000":1}', /^the name of a field holds the character U\+0000/, ['Id']],
  ['half a character', '{"Id":"1","Name":"\\ud83d"}', /^"Name" holds half of a UTF-16 pair/, ['Id']],
  ['a NUL byte', '{"Id":"1","Name":"a\0b"}', /^it holds a NUL byte/, ['Id', 'Name']],
  ['no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), /^it is not valid UTF-8$/, ['\ufffd']],
])('%s is a flaw', (_, text, reason, read) => {
  let flaw: unknown;
  try {
    parse(text);
  } catch (error) {
    flaw = error;
  }
  expect(flaw).toBeInstanceOf(RecordFlaw);
  expect((flaw as RecordFlaw).reason).toMatch(reason);
  expect((flaw as RecordFlaw).read?.names).toEqual(read);
});

test('a large record is judged without being parsed', () => {
  const large = 'x'.repeat(2 << 20);
  expect(parse(`{"Id":"1","a":"${large}","b":[{}]} `)).toMatchObject({ values: ['1', large, '[{}]'] });
  const brackets = `${'['.repeat(1 << 20)}${']'.repeat(1 << 20)}`;
  for (const end of [`${brackets}}`, `"${large}"`, `"${large}"} x`, `"${large}\n"}`]) {
    expect(flawIn(`{"Id":"1","a":${end}`)).toMatchObject({
      reason: 'it is no valid JSON object, or nested deeper than 64 levels',
      read: { names: expect.arrayContaining(['Id']) },
    });
  }
});

function flawIn(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    return error;
  }
}
