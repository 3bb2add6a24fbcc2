import fc from 'fast-check';
import type { Edge } from '../match/edge.ts';
import { compareText, refText, sourceName, type SourceRecordRef } from '../model/source-record.ts';
import { pairRefusal } from './agglomeration.ts';
import { type ClusterOptions, clusterRegion, RecordOutsideRegionError } from './cluster-region.ts';

const record = (integration: string, key: number): SourceRecordRef => ({ integration, stream: 'X', key: String(key) });
const A = [1, 2, 3, 4].map((key) => record('a', key));
const B = [1, 2, 3].map((key) => record('b', key));
const ALL = [...A, ...B];

type Options = Required<Pick<ClusterOptions, 'scoreOf'>> & {
  uniqueSources: string[];
  forbidden: [string, string][];
  maxSize: number;
};

/** Average linkage as it is defined: every two clusters that an edge connects are looked at again in each round. */
function oracle(records: SourceRecordRef[], edges: Edge[], options: Options): string[][] {
  const order = (x: Edge, y: Edge) => y.weight - x.weight || compareText(pairText(x), pairText(y));
  const best = new Map(
    edges
      .toSorted(order)
      .toReversed()
      .map((edge) => [pairText(edge), edge]),
  );
  const say = (a: string, b: string) => {
    const weight = best.get(pairText({ a, b }))?.weight ?? options.scoreOf(a, b);
    return Math.round(Math.max(-12, Math.min(12, weight)) * 1024) / 1024;
  };
  const allowed = (x: string[], y: string[]) => {
    const all = [...x, ...y];
    const sources = all
      .map((text) => text.slice(0, text.indexOf(':')))
      .filter((s) => options.uniqueSources.includes(s));
    const apart = options.forbidden.some(([a, b]) => all.includes(a) && all.includes(b));
    return new Set(sources).size === sources.length && all.length <= options.maxSize && !apart;
  };
  let clusters = records.map((ref) => [refText(ref)]);
  for (;;) {
    const options_ = clusters.flatMap((x, i) =>
      clusters.slice(i + 1).flatMap((y) => {
        const pairs = x.flatMap((a) => y.map((b) => ({ a, b })));
        const [edge] = pairs.flatMap((pair) => best.get(pairText(pair)) ?? []).sort(order);
        const average = pairs.reduce((sum, { a, b }) => sum + say(a, b), 0) / pairs.length;
        return edge === undefined || average < 0 || !allowed(x, y) ? [] : [{ x, y, edge, average }];
      }),
    );
    const [next] = options_.sort((p, q) => q.average - p.average || order(p.edge, q.edge));
    if (next === undefined) break;
    clusters = [...clusters.filter((each) => each !== next.x && each !== next.y), [...next.x, ...next.y]];
  }
  return clusters.map((each) => each.sort(compareText)).sort((x, y) => compareText(x[0] ?? '', y[0] ?? ''));
}

const pairText = ({ a, b }: { a: string; b: string }) => [a, b].sort(compareText).join(' ');
const texts = (clusters: readonly (readonly SourceRecordRef[])[]) => clusters.map((each) => each.map(refText));

const edge = fc
  .tuple(fc.subarray(ALL, { minLength: 2, maxLength: 2 }), fc.integer({ min: 1, max: 14 }))
  .map(([[a, b], weight]): Edge => ({ a: refText(a!), b: refText(b!), weight, rule: null }));
const options = fc.record({
  uniqueSources: fc.subarray(['a.X', 'b.X']),
  // Any function of the pair, the same both ways round.
  scoreOf: fc.array(fc.integer({ min: -20, max: 9 }), { minLength: 13, maxLength: 13 }).map((scores) => {
    const number = (text: string) => ALL.findIndex((ref) => refText(ref) === text);
    return (a: string, b: string) => scores[number(a) + number(b)] ?? 0;
  }),
  forbidden: fc.array(
    fc.subarray(ALL, { minLength: 2, maxLength: 2 }).map(([a, b]): [string, string] => [refText(a!), refText(b!)]),
    { maxLength: 2 },
  ),
  maxSize: fc.integer({ min: 2, max: 8 }),
});

test('clusters are those of average linkage by definition, in any order of records and edges', () => {
  fc.assert(
    fc.property(
      fc.array(edge, { maxLength: 20 }),
      options,
      fc.shuffledSubarray(ALL, { minLength: ALL.length }),
      (edges, given, records) => {
        const expected = oracle(ALL, edges, given);
        expect(texts(clusterRegion(records, edges, given).clusters)).toEqual(expected);
        const turned = edges.toReversed().map((each) => ({ ...each, a: each.b, b: each.a }));
        expect(texts(clusterRegion(ALL, turned, given).clusters)).toEqual(expected);
      },
    ),
    { numRuns: 1000 },
  );
});

test('each connected part can be clustered by itself', () => {
  fc.assert(
    fc.property(fc.array(edge, { maxLength: 8 }), options, (edges, given) => {
      const parts = connected(edges).flatMap((part) => {
        const names = new Set(part.map(refText));
        const own = edges.filter(({ a }) => names.has(a));
        const forbidden = given.forbidden.filter((pair) => pair.every((each) => names.has(each)));
        return clusterRegion(part, own, { ...given, forbidden }).clusters;
      });
      const whole = texts(clusterRegion(ALL, edges, given).clusters);
      expect(texts(parts).sort((x, y) => compareText(x[0] ?? '', y[0] ?? ''))).toEqual(whole);
    }),
  );
});

function connected(edges: Edge[]): SourceRecordRef[][] {
  return clusterRegion(
    ALL,
    edges.map((each) => ({ ...each, weight: 1 })),
    { uniqueSources: [] },
  ).clusters;
}

test('a chain of good pairs does not hold together what does not fit', () => {
  const edges: Edge[] = [
    { a: 'a.X:1', b: 'a.X:2', weight: 8, rule: null },
    { a: 'a.X:2', b: 'a.X:3', weight: 7, rule: null },
  ];
  const { clusters, review } = clusterRegion(A.slice(0, 3), edges, { uniqueSources: [], scoreOf: () => -10 });
  expect(texts(clusters)).toEqual([['a.X:1', 'a.X:2'], ['a.X:3']]);
  expect(review).toEqual([{ ...edges[1], reason: 'weak link' }]);
});

test('of two duplicates in a duplicate-free source, the better match gets the other side', () => {
  const edges: Edge[] = [
    { a: 'a.X:1', b: 'b.X:1', weight: 8, rule: 'name+city' },
    { a: 'a.X:2', b: 'b.X:1', weight: 9, rule: 'name+phone' },
    { a: 'a.X:1', b: 'a.X:2', weight: 10, rule: 'email' },
  ];
  const records = [...A.slice(0, 2), ...B.slice(0, 1)];
  const kept = clusterRegion(records, edges, { uniqueSources: ['a.X'] });
  expect(texts(kept.clusters)).toEqual([['a.X:1'], ['a.X:2', 'b.X:1']]);
  expect(kept.review.map(({ reason }) => reason)).toEqual(['unique source']);
  expect(texts(clusterRegion(records, edges, { uniqueSources: [] }).clusters)).toEqual([['a.X:1', 'a.X:2', 'b.X:1']]);
});

test('links of people go before every rule', () => {
  const edges: Edge[] = [{ a: 'a.X:1', b: 'a.X:2', weight: 9, rule: null }];
  const refs: [string, string][] = [['a.X:1', 'a.X:2']];
  expect(texts(clusterRegion(A.slice(0, 2), edges, { uniqueSources: [], forbidden: refs }).clusters)).toHaveLength(2);
  const forced = clusterRegion(A.slice(0, 2), [], { uniqueSources: ['a.X'], forced: refs, scoreOf: () => -20 });
  expect(texts(forced.clusters)).toEqual([['a.X:1', 'a.X:2']]);
});

test('a cluster that would grow too large stays apart and goes to review', () => {
  const edges = A.slice(1).map((ref): Edge => ({ a: 'a.X:1', b: refText(ref), weight: 9, rule: null }));
  const { clusters, review } = clusterRegion(A, edges, { uniqueSources: [], maxSize: 3 });
  expect(clusters.map((each) => each.length)).toEqual([3, 1]);
  expect(review.map(({ reason }) => reason)).toEqual(['too large']);
});

test('an entity of 700 records is clustered in bounded time', () => {
  const records = Array.from({ length: 700 }, (_, key) => record('a', key));
  const edges = records
    .slice(1)
    .map((ref, at): Edge => ({ a: refText(records[at]!), b: refText(ref), weight: 9, rule: null }));
  let scored = 0;
  const scoreOf = () => {
    scored += 1;
    return 5;
  };
  expect(clusterRegion(records, edges, { uniqueSources: [], scoreOf }).clusters).toHaveLength(1);
  expect(scored).toBeLessThan(700 * 700);
});

test('an edge to a record that was not loaded is refused', () => {
  const edges = [{ a: 'a.X:1', b: 'b.X:9', weight: 1, rule: 'email' }];
  expect(() => clusterRegion(ALL, edges, { uniqueSources: [] })).toThrow(RecordOutsideRegionError);
});

test('two records alone are joined, or not, as any two clusters are', () => {
  const source = fc.constantFrom('crm', 'books');
  fc.assert(
    fc.property(
      source,
      source,
      fc.double({ min: -3, max: 15, noNaN: true }),
      fc.boolean(),
      (from, other, weight, unique) => {
        const refs = [from, other].map((integration, i) => ({ integration, stream: 'A', key: String(i) }));
        const [a = '', b = ''] = refs.map(refText);
        const uniqueSources = unique ? ['crm.A'] : [];
        const { review } = clusterRegion(refs, [{ a, b, weight, rule: null }], { uniqueSources });
        const [own, others] = refs.map((ref) => (uniqueSources.includes(sourceName(ref)) ? sourceName(ref) : null));
        expect(pairRefusal(weight, own!, others!)).toBe(review[0]?.reason ?? null);
      },
    ),
  );
});
