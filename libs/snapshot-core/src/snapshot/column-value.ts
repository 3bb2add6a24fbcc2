import type { StreamColumn } from '../catalog/stream.entity.ts';
import { empty, ident, literal, type Sql, sql } from '../db/sql.ts';

/**
 * Columns of a stream that are columns of its table; the rest live together in one jsonb column, `_rest`, by name and
 * without the nulls.
 *
 * A row has to fit Postgres's page: 8,160 bytes of 8,192. What is larger than 24 bytes can be moved out of the row, to leave a
 * pointer of 18 (`toast_tuple_find_biggest_attribute`); so the worst row has 24 bytes in each column, a text of 23 and its
 * length. 256 of them, `_rest`, Weft's own columns and the header with its null bits take up to 6,320 bytes; 330 would be the end.
 */
export const REAL_COLUMNS = 256;

/** Where a value is looked for. */
type Place = Pick<StreamColumn, 'name' | 'identifier'> & { rest?: boolean };

/** A row of a snapshot or staging table in a statement, by its alias: `t`, `s`. */
export const rowOf = (alias: string): Sql => ident(alias);

export const REST = ident('_rest');

export const hasRest = (columns: readonly Pick<StreamColumn, 'rest'>[]): boolean => columns.some(({ rest }) => rest);

/** The text that a row has in a column; without a row, where there is one table only. */
export function columnValue(column: Place, row?: Sql): Sql {
  const from = row ? sql`${row}.` : empty;
  return column.rest ? sql`(${from}${REST} ->> ${literal(column.name)})` : sql`${from}${ident(column.identifier)}`;
}
