import { validate, version } from 'uuid';
import { ID_BYTES, idText } from './id-bytes.ts';
import { idMint } from './mint-ids.ts';

test('minted ids are UUIDv7 of this moment, each greater than the one before', () => {
  const COUNT = 3000;
  const into = Buffer.alloc(COUNT * ID_BYTES);
  const before = Date.now();
  const mint = idMint();
  for (let i = 0; i < COUNT; i += 1) mint(into, i * ID_BYTES);
  const ids = Array.from({ length: COUNT }, (_, i) => idText(into, i * ID_BYTES));
  expect(ids.every((id) => validate(id) && version(id) === 7)).toBe(true);
  expect(ids).toEqual([...new Set(ids)].sort());
  const at = Number.parseInt(ids[0]!.replaceAll('-', '').slice(0, 12), 16);
  expect(at).toBeGreaterThanOrEqual(before);
  expect(at).toBeLessThanOrEqual(Date.now());
  // What chance gives: no two of them have it in common.
  expect(new Set(ids.map((id) => id.slice(-10))).size).toBe(COUNT);
});
