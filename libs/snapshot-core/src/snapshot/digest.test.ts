import { createHash } from 'node:crypto';
import { digestOf } from './digest.ts';

const numberOf = (text: string) => BigInt(`0x${createHash('sha256').update(text).digest('hex').slice(0, 32)}`);
const hex = (sum: bigint) => (sum % 2n ** 128n).toString(16).padStart(32, '0');

test('a digest is the sum of the hashes of the canonical records', () => {
  const one = { key: 'ü"1', data: { b: 'x', B: null, a: '', é: 1.5, c: true, d: { z: [1, null], y: {} } } };
  const two = { key: '2', data: {} };
  const sum =
    numberOf(`["ü\\"1",{"a":"","b":"x","c":"true","d":{"y":{},"z":[1,null]},"é":"1.5"}]`) + numberOf('["2",{}]');
  expect(digestOf([one, two])).toEqual({ records: 2, digest: hex(sum) });
  expect(digestOf([two, one])).toEqual({ records: 2, digest: hex(sum) });
});

test('no record has the digest 0, and null is not the empty string', () => {
  expect(digestOf([])).toEqual({ records: 0, digest: '0'.repeat(32) });
  const digestOfA = (a: string | null) => digestOf([{ key: '1', data: { a } }]).digest;
  expect(digestOfA(null)).toBe(digestOf([{ key: '1', data: {} }]).digest);
  expect(digestOfA('')).not.toBe(digestOfA(null));
});

test('two records that change places with their values have another digest', () => {
  const of = (first: string, second: string) =>
    digestOf([
      { key: '1', data: { a: first } },
      { key: '2', data: { a: second } },
    ]).digest;
  expect(of('x', 'y')).not.toBe(of('y', 'x'));
});
