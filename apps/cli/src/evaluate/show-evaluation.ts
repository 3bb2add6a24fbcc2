import type { Evaluation, LinkageError, UnifiedModel } from '@app/unify';
import { style } from '../output/style.ts';
import { type Column, properties, table } from '../output/table.ts';
import { count, duration, plain, plural } from '../output/text.ts';

/** The evaluation as CONTRACT.md has it, and what else is worth knowing. */
export function evaluationLine(evaluation: Evaluation) {
  const { precision, recall, f1, truePairs, foundPairs, correctPairs, clusters, reviewPairs, ms } = evaluation;
  return {
    ...{ precision, recall, f1 },
    true_pairs: truePairs,
    found_pairs: foundPairs,
    correct_pairs: correctPairs,
    clusters,
    review_pairs: reviewPairs,
    ms,
    records: evaluation.records,
    candidate_pairs: evaluation.candidatePairs,
    hints: evaluation.hints,
  };
}

const percent = (fraction: number): string => `${(100 * fraction).toFixed(2)} %`;

/** The evaluation for people: the numbers, then the errors worth looking at. */
export function evaluationText(evaluation: Evaluation, model: UnifiedModel): string {
  const { truePairs, foundPairs, correctPairs, clusters, records, candidatePairs, reviewPairs, ms } = evaluation;
  const numbers = properties([
    ['F1', style.head(percent(evaluation.f1))],
    [
      'precision',
      `${percent(evaluation.precision)}  ${count(correctPairs)} of ${count(foundPairs)} pairs found are right`,
    ],
    ['recall', `${percent(evaluation.recall)}  ${count(correctPairs)} of ${count(truePairs)} true pairs are found`],
    [
      'clusters',
      `${count(clusters)} of ${count(records)} records; ${plural(candidatePairs, 'pair')} compared in ${duration(ms)}`,
    ],
    ['review', `${plural(reviewPairs, 'pair')} would be shown to people`],
  ]);
  return (
    numbers +
    errors('Worst false merges', evaluation.falseMerges, model) +
    errors('Worst misses', evaluation.misses, model)
  );
}

function errors(title: string, list: readonly LinkageError[], model: UnifiedModel): string {
  if (list.length === 0) return '';
  return `\n${style.head(title)}\n${list.map((error) => oneError(error, model)).join('')}`;
}

interface FieldRow {
  field: string;
  a: string;
  b: string;
}

function oneError({ a, b, explained, why }: LinkageError, model: UnifiedModel): string {
  const rows = model.order.flatMap((field): FieldRow[] => {
    const [left, right] = [a, b].map(({ projection }) => projection.fields[field]?.value ?? null);
    return left === null && right === null ? [] : [{ field, a: plain(left), b: plain(right) }];
  });
  const columns: Column<FieldRow>[] = [
    { head: '', cell: ({ field }) => style.faint(field) },
    { head: a.ref.key, cell: (row) => row.a, max: 60 },
    { head: b.ref.key, cell: (row) => row.b, max: 60 },
  ];
  const said = explained.evidence.filter(({ level }) => level !== 'missing');
  const evidence = [
    ...(explained.rule === null ? [] : [`rule ${explained.rule}`]),
    ...said.map(({ field, level, weight }) => `${field} ${level} ${signed(weight)}`),
    `prior ${signed(explained.prior)}`,
  ].join(', ');
  return `\n  ${why}; weight ${signed(explained.weight)}\n${table(columns, rows, { indent: '  ' })}  ${style.faint(evidence)}\n`;
}

const signed = (weight: number): string => `${weight < 0 ? '−' : '+'}${Math.abs(weight).toFixed(1)}`;
