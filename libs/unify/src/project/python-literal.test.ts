import { parseJsonLiteral } from './json-literal.ts';
import { type Literal, literalText } from './literal.ts';
import { parsePythonLiteral } from './python-literal.ts';

const json = (value: Literal | undefined): string | undefined =>
  value === undefined ? undefined : (literalText(value) ?? 'null');

// The left column is what repr() of CPython 3.11 writes; the right one what json.dumps writes for the same value, or, where it
// refuses the type, what we take it for.
const REPR: [string, string][] = [
  [
    `{'Address': 'x@y.z', 'Default': None, 'n': 1.5, 'ok': True, 'no': False}`,
    `{"Address":"x@y.z","Default":null,"n":1.5,"ok":true,"no":false}`,
  ],
  [`{'a': "it's", 'b': 'say "hi"', 'c': 'both \\' and "'}`, `{"a":"it's","b":"say \\"hi\\"","c":"both ' and \\""}`],
  [
    `{'t': 'tab\\tline\\nback\\\\slash\\r', 'x': '\\x00\\x1f\\x7f\\xa0'}`,
    `{"t":"tab\\tline\\nback\\\\slash\\r","x":"\\u0000\\u001f\u007f\u00a0"}`,
  ],
  [`['\\u200b', '\\U000e0001', 'é', '深', '😀']`, `["\u200b","\u{e0001}","é","深","😀"]`],
  [`(1, (2,), (), [], {})`, `[1,[2],[],[],{}]`],
  [`{1: 'a', None: 'b', False: 'c', 2.5: 'd'}`, `{"1":"a","null":"b","false":"c","2.5":"d"}`],
  [
    `[9007199254740993, -12, 1e+16, 1.5e-07, 0.1, 123456789012345678901234567890]`,
    `[9007199254740993,-12,1e+16,1.5e-07,0.1,123456789012345678901234567890]`,
  ],
  [`[nan, inf, -inf]`, `[null,"inf","-inf"]`],
  [`{'x'}`, `["x"]`],
  [`b'ab\\x41\\''`, `abA'`],
  [
    `[datetime.datetime(2020, 6, 20, 20, 16, 17), datetime.date(2020, 6, 1), datetime.datetime(2020, 1, 2, 3, 4, 5, 6, tzinfo=datetime.timezone.utc)]`,
    `["2020-06-20T20:16:17","2020-06-01","2020-01-02T03:04:05.000006Z"]`,
  ],
  [
    `[Decimal('1.50'), UUID('12345678-1234-5678-1234-567812345678')]`,
    `["1.50","12345678-1234-5678-1234-567812345678"]`,
  ],
  [`OrderedDict([('a', 1)])`, `[["a",1]]`],
  [`{'a': [{'b': {'c': [None, [[]]]}}]}`, `{"a":[{"b":{"c":[null,[[]]]}}]}`],
];

test.each(REPR)('reads what repr() writes: %s', (repr, expected) => {
  expect(json(parsePythonLiteral(repr))).toBe(expected);
});

test.each([
  [`(1)`, '1'],
  [` { 'a' : 1 , } `, '{"a":1}'],
  [`['a' 'b']`, '["ab"]'],
  [`[r'\\n', u'x']`, '["\\\\n","x"]'],
  [`1_000`, '1000'],
])('reads other spellings of Python: %s', (text, expected) => {
  expect(json(parsePythonLiteral(text))).toBe(expected);
});

test.each([
  '',
  '{',
  "{'a'",
  "{'a': }",
  "{'a': 1 'b': 2}",
  "['a'",
  "'a",
  'foo',
  "{'a': 1}}",
  '[1,,2]',
  '[,]',
  "{'a', 'b': 1}",
  "'\\N{DASH}'",
  'f(1, 2)',
  "'a\nb'",
])('refuses what is no literal: %j', (text) => {
  expect(parsePythonLiteral(text)).toBeUndefined();
});

test('nesting without end is refused and does not exhaust the stack', () => {
  expect(parsePythonLiteral('['.repeat(1_000_000))).toBeUndefined();
  expect(parseJsonLiteral('['.repeat(1_000_000))).toBeUndefined();
});

test('a long string and a long list take one pass', () => {
  const text = `['${'x'.repeat(2_000_000)}', ${'(1,), '.repeat(100_000)}]`;
  expect(json(parsePythonLiteral(text))?.length).toBe(2_000_000 + 100_000 * 4 + 4);
});

test('a member named like a property of every object is a member', () => {
  const value = parsePythonLiteral(`{'__proto__': 'a', 'constructor': 'b'}`);
  expect(json(value)).toBe('{"__proto__":"a","constructor":"b"}');
});
