import { parseModelFile } from '../weft-file/parse-weft-file.ts';
import { evaluateLinkage } from './evaluate-linkage.ts';
import type { Truth } from './truth.ts';

const truth: Truth = { form: 'pairs', pairs: [{ a: '1', b: '2' }] };

function evaluate(yaml: string, rows: Record<string, string | null>[]) {
  const [model] = parseModelFile(yaml, 'model.yaml');
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return evaluateLinkage(model!, { files: [{ side: 'records', name: 'r.csv', columns, rows }], truth, errors: 5 });
}

test('a mapping that fails on a record leaves the field empty there and is told of, as in a run', () => {
  const evaluation = evaluate(
    `
models:
  order:
    fields: { number: identifier, total: number }
    sources: { shop.Order: { map: { number: Number, total: { jsonata: "$string($number(Total) * 2)" } } } }
    match: { rules: [[number]] }
`,
    [
      { id: '1', Number: 'A-1', Total: '10' },
      { id: '2', Number: 'A-1', Total: 'ten' },
      { id: '3', Number: 'A-2', Total: 'five' },
    ],
  );
  expect(evaluation).toMatchObject({ records: 3, foundPairs: 1, correctPairs: 1 });
  expect(evaluation.hints).toEqual([
    {
      code: 'failed_mapping',
      columns: ['total'],
      message: expect.stringMatching(/field total: its mapping failed on 2 records.*: 2 \(.*"ten".*3 \(.*"five"/s),
    },
  ]);
});

test('ids that are there twice, or missing, are told', () => {
  const twice = (id: string | null) => () =>
    evaluate('fields: { name: text }', [
      { id: '1', name: 'a' },
      { id: '2', name: 'b' },
      { id, name: 'c' },
    ]);
  expect(twice('2')).toThrow(/r\.csv has ids of the truth in "id", but "2" is there twice/);
  expect(twice(null)).toThrow(/r\.csv has ids of the truth in "id", but record 3 has none/);
});

test('a record that is none of the model is in no pair', () => {
  const evaluation = evaluate(
    `
models:
  person:
    fields: { given_name: given_name, family_name: family_name, email: email }
    sources: { shop.Customer: { needs: [family_name], map: { given_name: First, family_name: Last, email: Mail } } }
    match: { rules: [[email]] }
`,
    [
      { id: '1', First: 'Ann', Last: null, Mail: 'a@acme.example' },
      { id: '2', First: 'Ann', Last: null, Mail: 'a@acme.example' },
      { id: '3', First: 'Ann', Last: 'Lee', Mail: 'a@acme.example' },
    ],
  );
  expect(evaluation).toMatchObject({ records: 3, clusters: 1, truePairs: 1, foundPairs: 0, correctPairs: 0 });
  expect(evaluation.misses).toHaveLength(1);
  expect(evaluation.misses[0]!.why).toMatch(/no entity of the model/);
});
