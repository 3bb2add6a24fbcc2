import type { CopyStreamQuery } from 'pg-copy-streams';
import { ident, join, type Sql, sql } from '../../db/sql.ts';

/** A table that records are copied into as they come. */
export interface CopyTarget {
  /** Makes the table ready; called once, before {@link copy}. */
  create(): Promise<void>;
  /** What stands before the hash in the line of the n-th record, without a delimiter behind it. */
  prefix(n: number): string;
  /** Whether `_absent` stands behind the prefix. */
  readonly tellsAbsent: boolean;
  /** Adds columns behind those it has; not while a COPY is open. */
  addColumns(columns: readonly string[]): Promise<void>;
  /** Opens the COPY. */
  copy(): CopyStreamQuery;
}

/** What an `alter table` says to add these columns: data columns are text, `_rest` is jsonb. */
export const addedColumns = (columns: readonly string[]): Sql =>
  join(columns.map((column) => sql`add column ${ident(column)} ${column === '_rest' ? sql`jsonb` : sql`text`}`));
