import type { Sql } from '../../db/sql.ts';

/**
 * Records waiting to be compared with the snapshot: rows `(_n, _hash, _key, …data columns)` with one row a key. `_n`
 * counts from 1 in the order of the sync output.
 */
export interface Stage {
  /** CTE that must stand in the statement's `with`, ending in a comma; empty for a table. */
  cte: Sql;
  /** What to select from. */
  from: Sql;
  /** Identifiers of the data columns that the sync output has. */
  columns: string[];
  /** Rows. */
  size: number;
}
