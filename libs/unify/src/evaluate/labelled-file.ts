import { WeftError } from '@app/snapshot-core';
import type { RecordData } from '../project/read-path.ts';

/** A file of records, read whole. */
export interface RecordFile {
  /** For messages. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly RecordData[];
}

/**
 * The column in which the truth's ids stand: of those whose values are all there and all different, the one that holds
 * most of the ids, of equals the first.
 *
 * @param chosen the column that the user named, if any
 * @throws WeftError `invalid_input` when there is no such column, or none that holds half of the ids
 */
export function idColumn(file: RecordFile, ids: ReadonlySet<string>, chosen: string | undefined): string {
  if (chosen !== undefined) {
    if (file.columns.includes(chosen)) return chosen;
    throw noColumn(file, `has no column "${chosen}"`);
  }
  let best: { column: string; held: number } = { column: '', held: 0 };
  let nearly = best;
  for (const column of file.columns) {
    const values = new Set(file.rows.map((row) => row[column]));
    let held = 0;
    for (const value of values) if (ids.has(value ?? '')) held += 1;
    if (values.size < file.rows.length || values.has(null)) {
      if (held > nearly.held) nearly = { column, held };
    } else if (held > best.held) best = { column, held };
  }
  if (best.held > 0) return best.column;
  if (nearly.held > 0)
    throw noColumn(file, `has ids of the truth in "${nearly.column}", but ${flawOf(file, nearly.column)}`);
  throw noColumn(file, 'has no column with an id of its own for each record, among them those of the truth');
}

/** Why a column's values are no ids. */
function flawOf({ rows }: RecordFile, column: string): string {
  const seen = new Set<string>();
  for (const [at, row] of rows.entries()) {
    const value = row[column] ?? null;
    if (value === null) return `record ${at + 1} has none`;
    if (seen.has(value)) return `"${value}" is there twice`;
    seen.add(value);
  }
  return 'not each record has one of its own';
}

const noColumn = ({ name, columns }: RecordFile, what: string): WeftError =>
  new WeftError(
    'invalid_input',
    `${name} ${what}`,
    `Name the column of the ids with --id-column; there are ${columns.join(', ')}.`,
  );
