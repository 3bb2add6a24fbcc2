import fc from 'fast-check';
import { countPairs } from './count-pairs.ts';
import { rates } from './pair-counts.ts';
import type { Truth } from './truth.ts';

const RECORDS = 8;
const groups = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: RECORDS, maxLength: RECORDS });
const someRecords = fc.subarray([...Array(RECORDS).keys()]);

/** Counts by looking at every pair. */
function brute(counted: (a: number, b: number) => boolean, isTrue: (a: number, b: number) => boolean, found: number[]) {
  const counts = { truePairs: 0, foundPairs: 0, correctPairs: 0 };
  for (let a = 0; a < RECORDS; a += 1) {
    for (let b = a + 1; b < RECORDS; b += 1) {
      if (!counted(a, b)) continue;
      if (isTrue(a, b)) counts.truePairs += 1;
      if (found[a] === found[b]) counts.foundPairs += 1;
      if (isTrue(a, b) && found[a] === found[b]) counts.correctPairs += 1;
    }
  }
  return counts;
}

const recordsOf = (clusterOf: number[], sideOf: string[]) => ({
  clusterOf,
  sideOf,
  index: { find: (id: string) => Number(id), all: (id: string) => [Number(id)] },
});
const oneFile = Array.from({ length: RECORDS }, () => 'records');

test('a truth of clusters counts the labelled records only', () => {
  fc.assert(
    fc.property(groups, groups, someRecords, (entityOf, found, labelled) => {
      const truth: Truth = {
        form: 'clusters',
        clusterOf: new Map(labelled.map((record) => [String(record), String(entityOf[record])])),
      };
      const counted = countPairs(truth, recordsOf(found, oneFile));
      const isLabelled = (a: number, b: number) => labelled.includes(a) && labelled.includes(b);
      const isTrue = (a: number, b: number) => entityOf[a] === entityOf[b];
      const expected = brute(isLabelled, isTrue, found);
      expect(counted).toMatchObject(expected);
      expect([...counted.falseMerges()]).toHaveLength(expected.foundPairs - expected.correctPairs);
      expect([...counted.misses()]).toHaveLength(expected.truePairs - expected.correctPairs);
    }),
  );
});

test.each(['records', 'two files'])('a truth of pairs counts all pairs that could be true: %s', (files) => {
  const sideOf = oneFile.map((side, at) => (files === 'records' ? side : at < RECORDS / 2 ? 'left' : 'right'));
  fc.assert(
    fc.property(groups, groups, (entityOf, found) => {
      const could = (a: number, b: number) => files === 'records' || sideOf[a] !== sideOf[b];
      const isTrue = (a: number, b: number) => entityOf[a] === entityOf[b] && could(a, b);
      const pairs = [...Array(RECORDS).keys()].flatMap((a) =>
        [...Array(RECORDS).keys()].filter((b) => b > a && isTrue(a, b)).map((b) => ({ a: String(b), b: String(a) })),
      );
      fc.pre(pairs.length > 0);
      const counted = countPairs({ form: 'pairs', pairs }, recordsOf(found, sideOf));
      expect(counted).toMatchObject(brute(could, isTrue, found));
    }),
  );
});

test('a truth of labels counts the labelled pairs only', () => {
  const label = fc.record({ a: fc.nat(RECORDS - 1), b: fc.nat(RECORDS - 1), same: fc.boolean() });
  const key = ({ a, b }: { a: number; b: number }) => `${Math.min(a, b)} ${Math.max(a, b)}`;
  fc.assert(
    fc.property(fc.uniqueArray(label, { selector: key }), groups, (labels, found) => {
      const pairs = labels.map(({ a, b, same }) => ({ a: String(a), b: String(b), same }));
      const byPair = new Map(labels.map((each) => [key(each), each.same]));
      const counted = countPairs({ form: 'labels', pairs }, recordsOf(found, oneFile));
      const isTrue = (a: number, b: number) => byPair.get(`${a} ${b}`) === true;
      expect(counted).toMatchObject(brute((a, b) => byPair.has(`${a} ${b}`), isTrue, found));
    }),
  );
});

test('rates are fractions; nothing of nothing is all of it', () => {
  expect(rates({ truePairs: 4, foundPairs: 2, correctPairs: 1 })).toEqual({ precision: 0.5, recall: 0.25, f1: 1 / 3 });
  expect(rates({ truePairs: 0, foundPairs: 0, correctPairs: 0 })).toEqual({ precision: 1, recall: 1, f1: 1 });
});
