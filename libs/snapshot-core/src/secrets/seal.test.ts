import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { decodeKey } from './decode-key.ts';
import { keyId, seal, unseal } from './seal.ts';

const key = randomBytes(32);
const owner = ['acme', 'keys.json'];

test('what is sealed opens for its owner with its key, and for nobody else', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const sealed = seal(key, owner, text);
      expect(unseal(key, owner, sealed)).toBe(text);
      expect(unseal(randomBytes(32), owner, sealed)).toBeUndefined();
      for (const other of [['acme', 'other'], ['acme'], ['acmek', 'eys.json'], []]) {
        expect(unseal(key, other, sealed)).toBeUndefined();
      }
    }),
  );
});

test('no bit of it can be changed, and no byte left out', () => {
  const sealed = seal(key, owner, 'a secret');
  for (let bit = 0; bit < sealed.length * 8; bit += 1) {
    const changed = Buffer.from(sealed);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    expect(unseal(key, owner, changed)).toBeUndefined();
  }
  for (let length = 0; length < sealed.length; length += 1) {
    expect(unseal(key, owner, sealed.subarray(0, length))).toBeUndefined();
  }
});

test('the same text sealed twice is not the same bytes, and holds nothing of the text', () => {
  const [one, two] = [seal(key, owner, 'hunter2'), seal(key, owner, 'hunter2')];
  expect(one.equals(two)).toBe(false);
  expect(one.includes('hunter2')).toBe(false);
});

test('a key is 32 bytes in base64, of either alphabet, with or without padding', () => {
  const bytes = Buffer.alloc(32, 0xfb);
  for (const text of [bytes.toString('base64'), bytes.toString('base64url')]) {
    expect(decodeKey(text)?.equals(bytes)).toBe(true);
  }
  for (const text of ['', 'x', bytes.subarray(1).toString('base64'), `${bytes.toString('base64')}AA`, 'é'.repeat(32)]) {
    expect(decodeKey(text)).toBeUndefined();
  }
  expect(keyId(bytes)).toMatch(/^[0-9a-f]{12}$/);
  expect(keyId(bytes)).not.toBe(keyId(key));
});
