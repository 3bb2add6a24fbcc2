import { uint32List } from './number-list.ts';

test('a list shares its numbers without a second copy, and goes on beside them', () => {
  const list = uint32List();
  for (let i = 0; i < 3000; i += 1) list.push(i);
  const shared = list.shared();
  expect(shared.buffer).toBeInstanceOf(SharedArrayBuffer);
  expect(shared).toHaveLength(3000);
  expect(list.shared()).toBe(shared);
  list.push(7);
  expect(list.length).toBe(3001);
  expect([list.array[2999], list.array[3000]]).toEqual([2999, 7]);
  expect(shared).toHaveLength(3000);
  expect(list.shared()).toHaveLength(3001);
});
