import { groupsByRecord } from '../match/holders.ts';
import { weakKinds } from './weak-kinds.ts';

/** So many pairs of records, each pair sharing one value of each of these kinds. */
function pairs(count: number, kinds: readonly string[], probability: number) {
  return Array.from({ length: count }, () => ({ kinds, probability }));
}

function weakOf(parts: ReturnType<typeof pairs>, deciding: readonly string[] = []): string[] {
  const holders = parts.flatMap(({ kinds }, i) => kinds.map(() => [2 * i, 2 * i + 1]));
  return weakKinds({
    single: parts.flatMap((_, i) => [2 * i, 2 * i + 1]),
    rowOf: Uint32Array.from(parts, (_, i) => i),
    posterior: Float64Array.from(parts, ({ probability }) => probability),
    groupsOf: groupsByRecord(holders, 2 * parts.length),
    kinds: parts.flatMap(({ kinds }) => kinds),
    bandOf: (a) => (parts[a / 2]!.probability >= 0.5 ? 'auto' : 'none'),
    deciding: new Set(deciding),
  });
}

test('a kind is weak where many pairs share a value of it alone and hardly any is a match', () => {
  const parts = [
    ...pairs(3000, ['street'], 0.01),
    ...pairs(3000, ['city'], 0.01),
    ...pairs(9, ['city'], 0.9), // more than one in a thousand
    ...pairs(400, ['date'], 0), // too few to tell
    ...pairs(3000, ['tax'], 0.01), // decides by itself
  ];
  expect(weakOf(parts, ['tax'])).toEqual(['street']);
});

test('who says nothing of a kind leaves it as it is', () => {
  expect(weakOf([])).toEqual([]);
});
