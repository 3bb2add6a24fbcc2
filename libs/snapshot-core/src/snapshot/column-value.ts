import type { StreamColumn } from '../catalog/stream.entity.ts';
import { ident, type Sql, sql } from '../db/sql.ts';

/** A row of a snapshot or staging table in a statement, by its alias: `t`, `s`. */
export const rowOf = (alias: string): Sql => ident(alias);

/** The text that a row has in a column. */
export const columnValue = (row: Sql, column: Pick<StreamColumn, 'name' | 'identifier'>): Sql =>
  sql`${row}.${ident(column.identifier)}`;
