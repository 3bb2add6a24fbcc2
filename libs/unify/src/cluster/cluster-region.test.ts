import fc from 'fast-check';
import type { Edge } from '../match/score-pair.ts';
import { refText, sourceName, type SourceRecordRef } from '../model/source-record.ts';
import { clusterRegion, RecordOutsideRegionError } from './cluster-region.ts';

const ref = (source: string, key: string): SourceRecordRef => ({ integration: source, stream: 'X', key });
const A = ['1', '2', '3', '4'].map((key) => ref('a', key));
const B = ['1', '2', '3', '4'].map((key) => ref('b', key));
const C = ['1', '2'].map((key) => ref('c', key));
const ALL = [...A, ...B, ...C];
const texts = (clusters: SourceRecordRef[][]): string[][] => clusters.map((refs) => refs.map(refText));

/**
 * The same definition, as plainly as it can be said: clusters are lists, edges are taken one by one in their order, and
 * two clusters become one unless a duplicate-free source would be in it twice.
 */
function oracle(records: SourceRecordRef[], edges: Edge[], unique: string[]): string[][] {
  const ends = ({ a, b }: Edge) => [a, b].sort();
  const order = ({ weight, rule, ...edge }: Edge) =>
    [(2 - weight).toFixed(3), rule, ...ends({ weight, rule, ...edge })].join('|');
  let clusters = records.map((record) => [record]);
  for (const edge of [...edges].sort((x, y) => (order(x) < order(y) ? -1 : 1))) {
    const [a, b] = [edge.a, edge.b].map((end) =>
      clusters.find((cluster) => cluster.some((each) => refText(each) === end)),
    );
    if (a === undefined || b === undefined || a === b) continue;
    const counted = [...a, ...b].map(sourceName).filter((source) => unique.includes(source));
    if (new Set(counted).size < counted.length) continue;
    clusters = [...clusters.filter((cluster) => cluster !== a && cluster !== b), [...a, ...b]];
  }
  return clusters.map((cluster) => cluster.map(refText).sort()).sort((x, y) => ((x[0] ?? '') < (y[0] ?? '') ? -1 : 1));
}

const edge = fc
  .tuple(
    fc.constantFrom(...ALL),
    fc.constantFrom(...ALL),
    fc.constantFrom(1, 0.999, 0.998),
    fc.constantFrom('email', 'name+city'),
  )
  .map(([a, b, weight, rule]): Edge => ({ a: refText(a), b: refText(b), weight, rule }));
const uniqueSources = fc.subarray(['a.X', 'b.X', 'c.X']);

test('clusters are those of the definition, whatever the order of records and edges', () => {
  fc.assert(
    fc.property(
      fc.array(edge, { maxLength: 20 }),
      uniqueSources,
      fc.shuffledSubarray(ALL, { minLength: ALL.length }),
      (edges, unique, records) => {
        const expected = oracle(ALL, edges, unique);
        expect(texts(clusterRegion(records, edges, { uniqueSources: unique }))).toEqual(expected);
        const turned = edges.toReversed().map((each) => ({ ...each, a: each.b, b: each.a }));
        expect(texts(clusterRegion(ALL, turned, { uniqueSources: unique }))).toEqual(expected);
      },
    ),
    { numRuns: 500 },
  );
});

test('each connected part can be clustered by itself', () => {
  fc.assert(
    fc.property(fc.array(edge, { maxLength: 8 }), uniqueSources, (edges, unique) => {
      const parts = clusterRegion(ALL, edges, { uniqueSources: [] }).flatMap((part) => {
        const names = new Set(part.map(refText));
        return clusterRegion(
          part,
          edges.filter(({ a }) => names.has(a)),
          { uniqueSources: unique },
        );
      });
      const whole = texts(clusterRegion(ALL, edges, { uniqueSources: unique }));
      expect(texts(parts).sort((x, y) => ((x[0] ?? '') < (y[0] ?? '') ? -1 : 1))).toEqual(whole);
    }),
  );
});

test('of two duplicates in a duplicate-free source, the better match gets the other side', () => {
  const edges: Edge[] = [
    { a: 'a.X:1', b: 'b.X:1', weight: 0.998, rule: 'name+city' },
    { a: 'a.X:2', b: 'b.X:1', weight: 0.999, rule: 'name+phone' },
    { a: 'a.X:1', b: 'a.X:2', weight: 1, rule: 'email' },
  ];
  const records = [...A.slice(0, 2), ...B.slice(0, 1)];
  expect(texts(clusterRegion(records, edges, { uniqueSources: ['a.X'] }))).toEqual([['a.X:1'], ['a.X:2', 'b.X:1']]);
  expect(texts(clusterRegion(records, edges, { uniqueSources: [] }))).toEqual([['a.X:1', 'a.X:2', 'b.X:1']]);
});

test('an edge to a record that was not loaded is refused', () => {
  const edges = [{ a: 'a.X:1', b: 'b.X:9', weight: 1, rule: 'email' }];
  expect(() => clusterRegion(ALL, edges, { uniqueSources: [] })).toThrow(RecordOutsideRegionError);
});
