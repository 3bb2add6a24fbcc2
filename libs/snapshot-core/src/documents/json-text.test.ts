import fc from 'fast-check';
import { WeftError } from '../errors.ts';
import { parseJsonText, renderJsonText } from './json-text.ts';
import { mergePatch } from './merge-patch.ts';

const parses = (text: string): boolean => {
  try {
    parseJsonText(text);
    return true;
  } catch (error) {
    if (error instanceof WeftError) return false;
    throw error;
  }
};

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

test('reads what JSON.parse reads, and renders the same value', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 5 }), fc.boolean(), (json, spaced) => {
      const text = spaced ? JSON.stringify(JSON.parse(json), null, 2) : json;
      expect(JSON.parse(renderJsonText(parseJsonText(text)))).toEqual(JSON.parse(text));
    }),
  );
});

test('takes no text that JSON.parse does not take, and all that it takes but a member named twice', () => {
  const letters = fc.constantFrom('{', '}', '[', ']', '"', ':', ',', '1', '-', '.', 'e', '0', 'null', ' ', '\\', '\n');
  fc.assert(
    fc.property(fc.array(letters, { maxLength: 8 }), (parts) => {
      const text = parts.join('');
      const twice = /"(.*)".*"\1"/s.test(text);
      expect({ text, taken: parses(text) || twice }).toEqual({ text, taken: isJson(text) || twice });
    }),
    { numRuns: 3000 },
  );
});

test.each([
  '',
  '{',
  '[1,]',
  '{"a":1,}',
  '01',
  '1.',
  '"\u0001"',
  '"\\x"',
  '{"a":1,"a":2}',
  '{"a":1,"\\u0061":2}',
  'nul',
  '1 2',
  "{'a':1}",
])('refuses %j', (text) => expect(parses(text)).toBe(false));

test('numbers and escapes stay as they are written', () => {
  const text = '{"big": 12345678901234567890, "exact": 1.10, "list": [1e2,  0.0], "text": "\\u00e9\\/"}';
  const rendered = renderJsonText(parseJsonText(text));
  for (const written of ['12345678901234567890', '1.10', '[1e2,  0.0]', '"\\u00e9\\/"'])
    expect(rendered).toContain(written);
});

test('says where the fault is, not what stands there', () => {
  expect(() => parseJsonText('{\n  "password": hunter2\n}')).toThrow(/line 2, column 15 is no JSON value$/);
  expect(() => parseJsonText('['.repeat(102))).toThrow(/nested deeper than 100/);
  expect(() => parseJsonText('['.repeat(1_000_000))).toThrow(WeftError);
});

// The examples of RFC 7396, appendix A.
test.each([
  ['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
  ['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
  ['{"a":"b"}', '{"a":null}', '{}'],
  ['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
  ['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
  ['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
  ['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
  ['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
  ['["a","b"]', '["c","d"]', '["c","d"]'],
  ['{"a":"b"}', '["c"]', '["c"]'],
  ['{"a":"foo"}', 'null', 'null'],
  ['{"a":"foo"}', '"bar"', '"bar"'],
  ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
  ['[1,2]', '{"a":"b","c":null}', '{"a":"b"}'],
  ['{}', '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
])('%s patched by %s is %s', (target, patch, expected) => {
  const merged = renderJsonText(mergePatch(parseJsonText(target), parseJsonText(patch)));
  expect(JSON.parse(merged)).toEqual(JSON.parse(expected));
});
