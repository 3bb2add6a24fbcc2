import { HASH_BYTES, hashBytes, hashKey, hashText, type KeyHash } from './key-hash.ts';

test('keys that differ in anything have other hashes: fifty thousand that are alike, and none collides', () => {
  const seen = new Set<string>();
  let count = 0;
  for (const kind of ['phone', 'email', 'name+city', 'e']) {
    for (let i = 0; i < 12_500; i += 1) {
      seen.add(hashText({ kind, value: i.toString(36) }));
      count += 1;
    }
  }
  expect(seen.size).toBe(count);
  expect(hashText({ kind: 'ab', value: 'c' })).not.toBe(hashText({ kind: 'a', value: 'bc' }));
  expect(hashText({ kind: 'a', value: 'aa' })).not.toBe(hashText({ kind: 'aa', value: 'a' }));
});

test('each half by itself is even: of keys that are alike no more share a half than chance would have it', () => {
  const halves = { high: new Set<number>(), low: new Set<number>() };
  const out: KeyHash = { high: 0, low: 0 };
  const count = 40_000;
  for (let i = 0; i < count; i += 1) {
    hashKey({ kind: 'phone', value: `+1212${String(i).padStart(7, '0')}` }, out);
    halves.high.add(out.high);
    halves.low.add(out.low);
  }
  // Among 40,000 of 2^32 chance makes 0.2 pairs.
  expect(count - halves.high.size).toBeLessThan(5);
  expect(count - halves.low.size).toBeLessThan(5);
});

test('as bytes hashes are as long as they should be, and the halves that were made', () => {
  const keys = Array.from({ length: 1000 }, (_, i) => ({ kind: 'k', value: String(i) }));
  const bytes = hashBytes(keys.map(hashText));
  const out: KeyHash = { high: 0, low: 0 };
  expect(bytes).toHaveLength(HASH_BYTES * keys.length);
  keys.forEach((key, i) => {
    hashKey(key, out);
    expect([bytes.readInt32BE(i * HASH_BYTES), bytes.readInt32BE(i * HASH_BYTES + 4)]).toEqual([out.high, out.low]);
  });
});
