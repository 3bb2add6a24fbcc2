import { customers, restaurants } from '../../../../test/support/labelled-records.ts';
import { projectRecord } from '../project/project-record.ts';
import { parseModel } from '../weft-file/parse-weft-file.ts';
import { EvidenceSum } from './evidence-sum.ts';
import type { RecordValues } from './linkage.ts';
import { planComparisons } from './plan-comparisons.ts';
import { PreparedRecord, valuesOf } from './prepared-record.ts';
import { rowOf } from './sketches/sketch-row.ts';
import { trainLinkage } from './train-linkage.ts';

test.each([
  ['customers', customers(320, 31)],
  ['restaurants', restaurants(320, 32)],
])('a sum of %s that is cut short would not have come to so much', (_, set) => {
  const map = Object.fromEntries(Object.keys(set.fields).map((field) => [field, field]));
  const model = parseModel('m', { fields: set.fields, sources: { 'records.csv': { map } }, match: {} });
  const projections = set.rows.map((row) => projectRecord(model, model.sources[0]!, row));
  const weights = trainLinkage(model, projections);
  expect(weights.comparisons.some(({ parent }) => parent !== null)).toBe(true);
  const comparisons = planComparisons(model, weights.words);
  const sum = new EvidenceSum(
    comparisons,
    weights,
    comparisons.map((_comparison, c) => [1, 0.5, 0][c % 3]!),
  );
  const prepared = projections.slice(0, 120).map((projection, i) => {
    const values = valuesOf(projection, comparisons);
    if (i % 3 === 0) return new PreparedRecord(model, values);
    const sketches = comparisons.map((comparison, c) => {
      const own = values.value(c);
      return own === null ? null : (comparison.sketch?.of(own) ?? []);
    });
    const source: RecordValues = { ...values, row: { all: Uint32Array.from(rowOf(sketches)), at: 0 } };
    return new PreparedRecord(model, source);
  });
  let cut = 0;
  const wrong: unknown[] = [];
  for (const [i, a] of prepared.entries()) {
    for (const b of prepared.slice(i + 1)) {
      const whole = sum.of(a, b);
      const levels = sum.found.join();
      for (const least of [-20, 0, 8]) {
        const part = sum.atLeast(a, b, least);
        if (part === null) cut += 1;
        const isSo = part === null ? whole < least : part === whole && sum.found.join() === levels;
        if (!isSo) wrong.push({ whole, part, least, levels });
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(cut).toBeGreaterThan(1000);
});
