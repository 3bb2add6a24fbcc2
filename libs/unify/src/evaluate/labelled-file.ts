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
  for (const column of file.columns) {
    const values = new Set(file.rows.map((row) => row[column]));
    if (values.size < file.rows.length || values.has(null)) continue;
    let held = 0;
    for (const value of values) if (ids.has(value ?? '')) held += 1;
    if (held > best.held) best = { column, held };
  }
  if (best.held > 0) return best.column;
  throw noColumn(file, 'has no column with an id of its own for each record, among them those of the truth');
}

const noColumn = ({ name, columns }: RecordFile, what: string): WeftError =>
  new WeftError(
    'invalid_input',
    `${name} ${what}`,
    `Name the column of the ids with --id-column; there are ${columns.join(', ')}.`,
  );
