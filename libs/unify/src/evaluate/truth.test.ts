import { readTruth } from './truth.ts';

const read = (columns: string[], ...rows: string[][]) =>
  readTruth(
    columns,
    rows.map((row) => Object.fromEntries(row.map((value, i) => [columns[i]!, value]))),
    't.csv',
  );

test.each([[['id_a', 'id_b']], [['note', 'id_b', 'id_a'], true], [['idAbt', 'idBuy']], [['idDBLP', 'idACM']]])(
  'pairs: %j',
  (columns, isSwapped = false) => {
    const row = isSwapped ? ['x', '2', '1'] : ['1', '2'];
    expect(read(columns as string[], row)).toEqual({ form: 'pairs', pairs: [{ a: '1', b: '2' }] });
  },
);

test.each([[['record_id', 'cluster_id']], [['TID', 'CID_cluster']], [['id', 'entity']]])('entities: %j', (columns) => {
  expect(read(columns, ['1', 'e'])).toEqual({ form: 'clusters', clusterOf: new Map([['1', 'e']]) });
});

test.each([[['id_a', 'id_b', 'label']], [['ltable_id', 'rtable_id', 'label']], [['left', 'right', 'is_match']]])(
  'labelled pairs: %j',
  (columns) => {
    expect(read(columns, ['1', '2', '1'], ['1', '3', 'no'])).toEqual({
      form: 'labels',
      pairs: [
        { a: '1', b: '2', same: true },
        { a: '1', b: '3', same: false },
      ],
    });
  },
);

test('anything else is refused by its columns', () => {
  expect(() => read(['a', 'b', 'c'], ['1', '2', '3'])).toThrow(/t\.csv: has the columns a, b, c/);
  expect(() => read(['id_a', 'id_b'], ['1', ' '])).toThrow(/record 1 has no id_b/);
  expect(() => read(['id_a', 'id_b', 'label'], ['1', '2', 'perhaps'])).toThrow(/the label "perhaps"/);
});
