import { duration, moment, plain, quoted, shortened, size } from './text.ts';

test.each([
  [41, '41 ms'],
  [5120, '5.1 s'],
  [99_999, '100.0 s'],
  [723_000, '12 min 3 s'],
  [119_600, '2 min 0 s'],
  [null, ''],
])('%s ms is shown as %s', (ms, shown) => {
  expect(duration(ms)).toBe(shown);
});

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1500, '1.5 kB'],
  [298_000_000, '298 MB'],
  [999_999, '1000 kB'],
])('%s bytes are shown as %s', (bytes, shown) => {
  expect(size(bytes)).toBe(shown);
});

test('a time is shown to the second', () => {
  expect(moment('2026-03-09T06:40:12.345Z')).toBe('2026-03-09 06:40:12');
});

test('data cannot control the terminal nor break a line', () => {
  expect(plain('red \u001B[31m, bell \u0007, C1 \u009B')).toBe('red �[31m, bell �, C1 �');
  expect(plain('two\r\n  lines')).toBe('two ⏎ lines');
});

test('nothing, the empty string and the word null are told apart', () => {
  expect([null, '', 'null', { a: 1 }].map(quoted)).toEqual(['nothing', '""', '"null"', '{"a":1}']);
});

test('shortening counts letters, not code units', () => {
  expect(shortened('🙂🙂🙂🙂', 3)).toBe('🙂🙂…');
  expect(shortened('abc', 3)).toBe('abc');
});
