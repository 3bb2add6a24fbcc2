import type { ChangePage } from '@app/snapshot-core';
import { waitForChanges } from './wait-for-changes.ts';

const page = (next: number, changes: unknown[] = []) => ({ changes, next, oldest: 1, latest: next }) as ChangePage;
const never = new AbortController().signal;

test('each look starts behind what the one before has looked at', async () => {
  const asked: number[] = [];
  const pages = [page(5), page(9), page(10, [{}])];
  const found = await waitForChanges(
    (after) => (asked.push(after), Promise.resolve(pages[asked.length - 1]!)),
    3,
    9000,
    never,
  );
  expect(asked).toEqual([3, 5, 9]);
  expect(found.next).toBe(10);
});

test('without time to wait there is one look', async () => {
  let looks = 0;
  await waitForChanges(() => (looks++, Promise.resolve(page(1))), 1, 0, never);
  expect(looks).toBe(1);
});

test('it ends at once when the signal aborts', async () => {
  const gone = new AbortController();
  const waiting = waitForChanges(() => Promise.resolve(page(1)), 1, 60_000, gone.signal);
  gone.abort();
  expect((await waiting).changes).toEqual([]);
});

test('what a look throws is thrown', async () => {
  await expect(waitForChanges(() => Promise.reject(new Error('pruned')), 1, 9000, never)).rejects.toThrow('pruned');
});
