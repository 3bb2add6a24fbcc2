import fc from 'fast-check';
import { hashInput } from './hash128.ts';
import { KeyIndex } from './key-index.ts';
import { fieldValue } from './record-key.ts';

const key = fc.oneof(
  fc.nat(30).map((n) => String(n).padStart(2, '0')),
  fc.nat(30).map((n) => `"${String(n).padStart(2, '0')}"`),
  fc.string({ unit: fc.constantFrom('a', 'b', 'é'), minLength: 1, maxLength: 3 }),
  fc.constantFrom('x'.repeat(300), `${'x'.repeat(300)}y`),
);
/** Rising ones first, as long as they are. */
const steps = fc
  .tuple(fc.array(fc.nat(30)), fc.array(fc.tuple(key, fc.boolean()), { maxLength: 30 }), fc.array(fc.boolean()))
  .map(([rising, any, staged]) => [
    ...rising.sort((a, b) => a - b).map((n, i): [string, boolean] => [String(n).padStart(2, '0'), staged[i] ?? true]),
    ...any,
  ]);

test.each(['read', 'take'])(
  '%s: the last of several records of a key counts, however keys are ordered and quoted',
  (way) => {
    fc.assert(
      fc.property(steps, (records) => {
        const index = new KeyIndex();
        const oracle = new Map<string, number>();
        let staged = 0;
        for (const [field, isStaged] of records) {
          const bytes = Buffer.from(`,${field},`);
          const place = { bytes, start: 1, end: bytes.length - 1 };
          const value = fieldValue(place).toString();
          const input = { ...hashInput(bytes), bytes };
          if (way === 'take') index.take([value]);
          else index.read(input, Int32Array.of(place.start), Int32Array.of(place.end), 0, 1);
          expect(index.isEmpty).toBe(oracle.size === 0);
          expect(index.isStaged).toBe(oracle.has(value));
          const earlier = oracle.get(value) ?? 0;
          if (isStaged) {
            expect(index.stage(++staged)).toBe(earlier);
            oracle.set(value, staged);
          } else {
            expect(index.skip()).toBe(earlier);
            if (oracle.has(value)) oracle.set(value, 0);
          }
        }
      }),
      { numRuns: 500 },
    );
  },
);

test.each(['in order', 'in any order'])('a million keys %s take at most 40 MB', (order) => {
  const index = new KeyIndex();
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  for (let n = 1; n <= 1_000_000; n++) {
    index.take([String(order === 'in order' ? 1_000_000 + n : (n * 7919) % 1_000_003)]);
    index.stage(n);
    if (n % 50_000 === 0) most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }
  expect(most / 1e6).toBeLessThan(40);
});
