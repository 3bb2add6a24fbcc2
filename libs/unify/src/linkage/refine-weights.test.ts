import fc from 'fast-check';
import { parseModel } from '../weft-file/parse-weft-file.ts';
import type { Projection } from '../project/project-record.ts';
import type { LinkageWeights } from './linkage-weights.ts';
import { openLinkage } from './open-linkage.ts';
import { type DecidedPair, refineWeights } from './refine-weights.ts';
import { trainLinkage } from './train-linkage.ts';

const model = parseModel('refined', {
  fields: { title: 'text', year: 'number', kind: 'category' },
  sources: { 'a.Thing': { map: { title: 'T', year: 'Y', kind: 'K' } } },
});
const weights = trainLinkage(model, []);

const projection = fc
  .record({
    title: fc.constantFrom('red lamp', 'red lamps', 'blue chair', null),
    year: fc.constantFrom('1999', '2000', null),
    kind: fc.constantFrom('x', 'y', null),
  })
  .map((values): Projection => {
    const fields = Object.entries(values).map(([field, value]) => [field, { value, normalised: value }]);
    return { fields: Object.fromEntries(fields), sourceTime: null };
  });
const decided = fc.array(fc.record({ a: projection, b: projection, same: fc.boolean() }), { maxLength: 25 });

/** What is minimised: surprise at the decisions in nats, and half the squared distance from where the weights were. */
function objective(candidate: LinkageWeights, pairs: readonly DecidedPair[]): number {
  const linkage = openLinkage(model, candidate);
  let sum = (candidate.prior - weights.prior) ** 2;
  candidate.comparisons.forEach(({ bits }, c) =>
    bits.forEach((each, level) => (sum += (each - weights.comparisons[c]!.bits[level]!) ** 2)),
  );
  let loss = sum / (2 * 1.5 ** 2);
  for (const { a, b, same } of pairs) {
    const { prior, evidence, rule, veto } = linkage.explain(linkage.prepare(a), linkage.prepare(b));
    if (rule !== null || veto !== null) continue;
    const weight = evidence.reduce((total, { weight: bits }) => total + bits, prior);
    loss += Math.log(1 + 2 ** (same ? -weight : weight));
  }
  return loss;
}

test('no weight moved a little further, either way, would fit the decisions better', () => {
  fc.assert(
    fc.property(decided, fc.nat(), fc.nat(), fc.constantFrom(-0.1, 0.1), (pairs, c, level, by) => {
      const refined = refineWeights(model, weights, pairs);
      const at = c % (refined.comparisons.length + 1);
      const moved =
        at === refined.comparisons.length
          ? { ...refined, prior: refined.prior + by }
          : {
              ...refined,
              comparisons: refined.comparisons.map((comparison, i) =>
                i !== at
                  ? comparison
                  : {
                      ...comparison,
                      bits: comparison.bits.map((bits, l) => (l === level % comparison.bits.length ? bits + by : bits)),
                    },
              ),
            };
      expect(objective(moved, pairs)).toBeGreaterThan(objective(refined, pairs) - 1e-4);
    }),
    { numRuns: 300 },
  );
});

test('without decisions nothing moves, and their order does not matter', () => {
  expect(refineWeights(model, weights, [])).toEqual(weights);
  fc.assert(
    fc.property(decided, (pairs) => {
      const [one, other] = [pairs, pairs.toReversed()].map((list) => refineWeights(model, weights, list));
      one!.comparisons.forEach(({ bits }, c) =>
        bits.forEach((each, level) => expect(other!.comparisons[c]!.bits[level]!).toBeCloseTo(each, 2)),
      );
    }),
    { numRuns: 50 },
  );
});

test('what is held back for people to decide teaches as any pair does', () => {
  const fields = { given: 'given_name', family: 'family_name', street: 'street', phone: 'phone' } as const;
  const people = parseModel('held', { fields, sources: { 'a.Thing': { map: { ...fields } } } });
  const person = (given: string): Projection => {
    const values = { given, family: 'penhale', street: '12 penhale st', phone: '+441392496101' };
    const own = Object.entries(values).map(([field, value]) => [field, { value, normalised: value }]);
    return { fields: Object.fromEntries(own), sourceTime: null };
  };
  const [a, b] = [person('ada'), person('otto')];
  const before = trainLinkage(people, []);
  const linkage = openLinkage(people, before);
  expect(linkage.explain(linkage.prepare(a), linkage.prepare(b)).evidence.at(-1)).toMatchObject({ level: 'family' });
  expect(refineWeights(people, before, [{ a, b, same: false }]).prior).toBeLessThan(before.prior);
});
