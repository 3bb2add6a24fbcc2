import { hash128, hashInput, seedOf, writeHex } from './hash128.ts';

function murmur(bytes: Uint8Array, seed: number): Buffer {
  const out = new Int32Array(4);
  hash128(hashInput(bytes), 0, bytes.length, new Int32Array(4).fill(seed), out);
  const result = Buffer.alloc(16);
  out.forEach((word, i) => result.writeInt32LE(word, i * 4));
  return result;
}

test('has the verification value that SMHasher publishes for MurmurHash3_x86_128', () => {
  // The procedure of SMHasher's VerificationTest: hash the keys {}, {0}, {0,1} … with seed 256-i, then hash the hashes.
  const keys = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
  const hashes = Buffer.concat(Array.from({ length: 256 }, (_, i) => murmur(keys.subarray(0, i), 256 - i)));

  expect(murmur(hashes, 0).readUInt32LE(0).toString(16)).toBe('b3ece62a');
});

test('the part of a buffer hashes as the same bytes alone do, at any alignment', () => {
  const text = Buffer.from('Acme,"Main St, 5",+1-555-0100,,,true');
  const alone = murmur(text, 7);
  for (let shift = 0; shift < 9; shift++) {
    const shifted = Buffer.concat([Buffer.alloc(shift, 120), text, Buffer.from('rest')]);
    const out = new Int32Array(4);
    hash128(hashInput(shifted), shift, shift + text.length, new Int32Array(4).fill(7), out);
    expect(Array.from(out, (_, i) => out[i])).toEqual([0, 4, 8, 12].map((at) => alone.readInt32LE(at)));
  }
});

test('hex digits read back as the same words', () => {
  const hash = seedOf('header');
  const hex = Buffer.alloc(32);
  writeHex(hash, hex, 0);

  const words = Buffer.from(hex.toString('latin1'), 'hex');
  expect([0, 4, 8, 12].map((at) => words.readInt32BE(at))).toEqual([...hash]);
});
