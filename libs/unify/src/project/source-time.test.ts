import fc from 'fast-check';
import { parseSourceTime } from './source-time.ts';

test.each([
  ['2025-06-01T10:00:00.000+0000', '2025-06-01T10:00:00.000Z'],
  ['2025-06-01T10:00:00-08:00', '2025-06-01T18:00:00.000Z'],
  ['2025-06-01T10:00:00+05:30', '2025-06-01T04:30:00.000Z'],
  ['2025-06-01T10:00:00+02', '2025-06-01T08:00:00.000Z'],
  ['2020-06-20T20:16:17.123456Z', '2020-06-20T20:16:17.123Z'],
  ['2020-06-20 20:16:17', '2020-06-20T20:16:17.000Z'],
  ['2020-06-20 20:16', '2020-06-20T20:16:00.000Z'],
  ['2020-06-20', '2020-06-20T00:00:00.000Z'],
  ['2020-06-20 20:16:17 UTC', '2020-06-20T20:16:17.000Z'],
  ['1592684177000', '2020-06-20T20:16:17.000Z'],
  ['1592684177', '2020-06-20T20:16:17.000Z'],
])('%s is the instant %s', (text, instant) => {
  expect(parseSourceTime(text)).toBe(instant);
});

test.each([
  '',
  'yesterday',
  '2025-02-30',
  '2025-13-01',
  '2025-06-01T25:00:00',
  '2025-06-01T10:61:00Z',
  '06/01/2025',
  '2025-06-01T10:00:00+99:00',
  '12',
])('%j is no time', (text) => {
  expect(parseSourceTime(text)).toBeNull();
});

test('reads back every instant that Date writes', () => {
  const date = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true });
  fc.assert(
    fc.property(date, (value) => {
      expect(parseSourceTime(value.toISOString())).toBe(value.toISOString());
    }),
  );
});

test('a time as most sources write it is read as one with an offset is', () => {
  const part = (max: number) => fc.integer({ min: 0, max }).map((number) => String(number).padStart(2, '0'));
  const written = fc
    .tuple(part(99), part(13), part(32), part(24), part(60), part(60), fc.constantFrom('', '.123', '.5'))
    .map(([year, month, day, h, m, s, fraction]) => `20${year}-${month}-${day}T${h}:${m}:${s}${fraction}`);
  fc.assert(
    fc.property(written, (time) => {
      expect(parseSourceTime(`${time}Z`)).toBe(parseSourceTime(`${time}+00:00`));
    }),
    { numRuns: 1000 },
  );
});
