import fc from 'fast-check';
import { refText, type SourceRecordRef } from '../model/source-record.ts';
import { assignIds } from './assign-ids.ts';

const ref = (key: string): SourceRecordRef => ({ integration: 'a', stream: 'X', key });
const clustersOf = (...keys: string[]): SourceRecordRef[][] => keys.map((cluster) => [...cluster].map(ref));
const previousOf = (ids: Record<string, string>) =>
  new Map(
    Object.entries(ids).flatMap(([id, keys]) => [...keys].map((key): [string, string] => [refText(ref(key)), id])),
  );
function minter(): () => string {
  let count = 0;
  return () => `new${(count += 1)}`;
}

test('ids stay when nothing changes', () => {
  const { ids, minted, retired, merged, split } = assignIds(
    clustersOf('ab', 'c'),
    previousOf({ x: 'ab', y: 'c' }),
    minter(),
  );
  expect({ ids, minted, merged, split }).toEqual({ ids: ['x', 'y'], minted: [], merged: [], split: [] });
  expect(retired.size).toBe(0);
});

test('new records get new ids, UUIDv7 in order', () => {
  const { ids, minted } = assignIds(clustersOf('a', 'b'), new Map());
  expect(minted).toEqual(ids);
  expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/);
  expect(ids.toSorted()).toEqual(ids);
});

test('a merge keeps the id of most records and retires the other to it', () => {
  const { ids, retired, merged, split } = assignIds(clustersOf('abc'), previousOf({ x: 'a', y: 'bc' }), minter());
  expect({ ids, retired: [...retired], merged, split }).toEqual({
    ids: ['y'],
    retired: [['x', 'y']],
    merged: [{ id: 'y', from: ['x'] }],
    split: [],
  });
});

test('a tie goes to the oldest id', () => {
  expect(assignIds(clustersOf('ab'), previousOf({ y: 'a', x: 'b' }), minter()).ids).toEqual(['x']);
});

test('a split keeps the id where most records are', () => {
  const { ids, minted, retired, split } = assignIds(clustersOf('a', 'bc'), previousOf({ x: 'abc' }), minter());
  expect({ ids, minted, retired: [...retired], split }).toEqual({
    ids: ['new1', 'x'],
    minted: ['new1'],
    retired: [],
    split: [{ id: 'x', into: ['new1', 'x'] }],
  });
});

test('a cluster that loses its first claim takes its next', () => {
  const { ids } = assignIds(clustersOf('abc', 'def'), previousOf({ x: 'abcde', y: 'f' }), minter());
  expect(ids).toEqual(['x', 'y']);
});

test('an id without records leads nowhere', () => {
  const { retired, merged } = assignIds(clustersOf('b'), previousOf({ x: 'a', y: 'b' }), minter());
  expect([...retired]).toEqual([['x', null]]);
  expect(merged).toEqual([]);
});

test('a retired id whose records went apart resolves to where most went', () => {
  // x has two records, one with y's three and one with z's two: y and z keep their clusters.
  const { ids, retired, merged, split } = assignIds(
    clustersOf('abcX', 'deY'),
    previousOf({ x: 'XY', y: 'abc', z: 'de' }),
    minter(),
  );
  expect(ids).toEqual(['y', 'z']);
  expect([...retired]).toEqual([['x', 'y']]);
  expect(merged).toEqual([{ id: 'y', from: ['x'] }]);
  expect(split).toEqual([{ id: 'x', into: ['y', 'z'] }]);
});

const KEYS = [...'abcdefghij'];
/** Each record in a cluster of this number (null: deleted), and the id it had (null: new). */
const state = fc.array(fc.tuple(fc.option(fc.nat(4)), fc.option(fc.constantFrom('p', 'q', 'r', 's'))), {
  minLength: KEYS.length,
  maxLength: KEYS.length,
});

test('ids are given once, to the largest claim that is free, and none is lost', () => {
  fc.assert(
    fc.property(state, (records) => {
      const groups = new Map<number, SourceRecordRef[]>();
      const previous = new Map<string, string>();
      records.forEach(([cluster, id], index) => {
        const record = ref(KEYS[index] ?? '');
        if (cluster !== null) groups.set(cluster, [...(groups.get(cluster) ?? []), record]);
        if (id !== null) previous.set(refText(record), id);
      });
      const clusters = [...groups.values()];
      const { ids, minted, retired, merged } = assignIds(clusters, previous, minter());

      expect(new Set(ids).size).toBe(clusters.length);
      const votes = (cluster: number, id: string) =>
        (clusters[cluster] ?? []).filter((each) => previous.get(refText(each)) === id).length;
      const old = new Set(previous.values());
      ids.forEach((id, cluster) => {
        // Nobody would rather have another id that would rather be theirs.
        for (const other of old) {
          if (votes(cluster, other) === 0 || other === id) continue;
          const owner = ids.indexOf(other);
          const wants = minted.includes(id) || votes(cluster, other) > votes(cluster, id);
          if (wants) expect(owner >= 0 && votes(owner, other) >= votes(cluster, other)).toBe(true);
        }
      });
      expect([...old].filter((id) => !ids.includes(id)).sort()).toEqual([...retired.keys()]);
      for (const [id, successor] of retired) {
        const most = Math.max(0, ...clusters.map((_, cluster) => votes(cluster, id)));
        if (successor === null) expect(most).toBe(0);
        else expect(votes(ids.indexOf(successor), id)).toBe(most);
      }
      expect(merged.flatMap(({ from }) => from).sort()).toEqual(
        [...retired].filter(([, to]) => to !== null).map(([id]) => id),
      );
      // What was given is given again: a full re-run changes nothing.
      const settled = new Map(
        clusters.flatMap((refs, cluster) => refs.map((each): [string, string] => [refText(each), ids[cluster] ?? ''])),
      );
      expect(assignIds(clusters, settled, minter())).toEqual({
        ids,
        minted: [],
        retired: new Map(),
        merged: [],
        split: [],
      });
    }),
    { numRuns: 500 },
  );
});
