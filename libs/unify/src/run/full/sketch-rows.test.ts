import { customers } from '../../../../../test/support/labelled-records.ts';
import { planComparisons } from '../../linkage/plan-comparisons.ts';
import { PreparedRecord } from '../../linkage/prepared-record.ts';
import { projectRecord } from '../../project/project-record.ts';
import { parseModel } from '../../weft-file/parse-weft-file.ts';
import { RowWriter } from './row-writer.ts';
import { shareRows, SketchRows } from './sketch-rows.ts';

test('values read off rows are those of the records, in whatever order chunks were written', () => {
  const set = customers(60, 3);
  const map = Object.fromEntries(Object.keys(set.fields).map((field) => [field, field]));
  const model = parseModel('m', { fields: set.fields, sources: { 'records.csv': { map } }, match: {} });
  const comparisons = planComparisons(model, {});
  const projections = set.rows.slice(0, 60).map((row) => projectRecord(model, model.sources[0]!, row));
  const writer = new RowWriter(comparisons);
  const write = (chunk: number) => {
    for (const projection of projections.slice(20 * chunk, 20 * chunk + 20)) writer.add(projection);
    return writer.take();
  };
  const [second, third, first] = [write(1), write(2), write(0)];
  const rows = new SketchRows(shareRows([first!, second!, third!], 20), {
    comparisons,
    prepareValues: (values) => new PreparedRecord(model, values),
    projection: (record) => projections[record]!,
  });
  const read = projections.map((_, i) => {
    const prepared = rows.prepared(i) as PreparedRecord;
    return comparisons.map((_comparison, c) => prepared.value(c));
  });
  expect(read).toEqual(projections.map((projection) => comparisons.map((comparison) => comparison.read(projection))));
  expect(read.flat().filter((value) => value !== null).length).toBeGreaterThan(100);
});
