import { WeftError } from '@app/snapshot-core';
import type { RecordData } from '../project/read-path.ts';

/** What is known of who is the same, in one of three forms. */
export type Truth =
  /** Every pair that is one entity; all other pairs are none. */
  | { readonly form: 'pairs'; readonly pairs: readonly TruthPair[] }
  /** The entity of each labelled record; records that are not named are left out of the scoring. */
  | { readonly form: 'clusters'; readonly clusterOf: ReadonlyMap<string, string> }
  /** Some pairs, with whether they are one entity; only these are scored. */
  | { readonly form: 'labels'; readonly pairs: readonly (TruthPair & { readonly same: boolean })[] };

export interface TruthPair {
  readonly a: string;
  readonly b: string;
}

const YES = new Set(['1', '1.0', 'true', 't', 'yes', 'y', 'match']);
const NO = new Set(['0', '0.0', 'false', 'f', 'no', 'n', 'non-match', 'nonmatch', '']);

/**
 * Reads the rows of a truth file: columns `id_a,id_b`, `record_id,cluster_id`, or `id_a,id_b,label` (1/0, true/false, yes/no).
 * @throws WeftError `invalid_input` for other columns, empty ids or labels that say neither
 */
export function readTruth(columns: readonly string[], rows: readonly RecordData[], name: string): Truth {
  const has = (...wanted: string[]) => wanted.every((column) => columns.includes(column));
  const value = (row: RecordData, column: string, at: number): string => {
    const text = row[column]?.trim() ?? '';
    if (text !== '') return text;
    throw invalid(name, `record ${at + 1} has no ${column}`, 'Every record of a truth file names its ids.');
  };
  const pair = (row: RecordData, at: number) => ({ a: value(row, 'id_a', at), b: value(row, 'id_b', at) });
  if (has('id_a', 'id_b', 'label')) {
    return { form: 'labels', pairs: rows.map((row, at) => ({ ...pair(row, at), same: label(row, at, name) })) };
  }
  if (has('id_a', 'id_b')) return { form: 'pairs', pairs: rows.map(pair) };
  if (has('record_id', 'cluster_id')) {
    const entries = rows.map((row, at) => [value(row, 'record_id', at), value(row, 'cluster_id', at)] as const);
    return { form: 'clusters', clusterOf: new Map(entries) };
  }
  throw invalid(
    name,
    `has the columns ${columns.join(', ')}`,
    'A truth file has id_a,id_b (all true pairs), or record_id,cluster_id, or id_a,id_b,label.',
  );
}

function label(row: RecordData, at: number, name: string): boolean {
  const text = (row['label'] ?? '').trim().toLowerCase();
  if (YES.has(text)) return true;
  if (NO.has(text)) return false;
  throw invalid(name, `record ${at + 1} has the label "${text}"`, 'Write 1 for one entity and 0 for two.');
}

const invalid = (name: string, what: string, hint: string): WeftError =>
  new WeftError('invalid_input', `${name}: ${what}`, hint);

/** Every id that the truth names. */
export function idsOf(truth: Truth): Set<string> {
  return new Set(truth.form === 'clusters' ? truth.clusterOf.keys() : truth.pairs.flatMap(({ a, b }) => [a, b]));
}
