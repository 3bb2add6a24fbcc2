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

/** What columns of published truths are called, as whole words. */
const OF_ENTITY = /cluster|entity|group|class/i;
const OF_LABEL = /^(?:is_?)?(?:label|match|gold|same|duplicate|dup|target)$/i;

/**
 * The columns of a truth file by what they mean. Besides the names that are documented, published sets have others: two columns are a
 * pair (`idAbt,idBuy`) or, where the second is called so, a record and its entity; a third one may be the label (`ltable_id,rtable_id,label`).
 */
function columnsOf(columns: readonly string[]): readonly (readonly [column: string, means: string])[] {
  const named = (...names: string[]) => names.map((name) => [name, name] as const);
  const has = (...wanted: string[]) => wanted.every((column) => columns.includes(column));
  if (has('id_a', 'id_b')) return named('id_a', 'id_b', ...(has('label') ? ['label'] : []));
  if (has('record_id', 'cluster_id')) return named('record_id', 'cluster_id');
  const labels = columns.filter((column) => OF_LABEL.test(column));
  const [first, second, ...more] = columns.filter((column) => !OF_LABEL.test(column));
  if (first === undefined || second === undefined || more.length > 0 || labels.length > 1) return [];
  if (labels.length === 0 && OF_ENTITY.test(second))
    return [[first, 'record_id'] as const, [second, 'cluster_id'] as const];
  return [[first, 'id_a'] as const, [second, 'id_b'] as const, ...labels.map((label) => [label, 'label'] as const)];
}

/**
 * Reads the rows of a truth file: columns `id_a,id_b`, `record_id,cluster_id`, or `id_a,id_b,label` (1/0, true/false, yes/no), or
 * what stands for them.
 * @throws WeftError `invalid_input` for other columns, empty ids or labels that say neither
 */
export function readTruth(written: readonly string[], given: readonly RecordData[], name: string): Truth {
  const meanings = columnsOf(written);
  const columns = meanings.map(([, means]) => means);
  const rows = given.map((row) => Object.fromEntries(meanings.map(([column, means]) => [means, row[column] ?? null])));
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
    `has the columns ${written.join(', ')}`,
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
