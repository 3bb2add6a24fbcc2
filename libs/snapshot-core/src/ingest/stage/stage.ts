import type { Sql } from '../../db/sql.ts';

/**
 * Records waiting to be compared with the snapshot: rows `(_n, _hash, _key, …data columns)` with one row a key. `_n`
 * counts from 1 in the order of the sync output. Where records name their own fields there is `_absent`, too: a bit for
 * each data column that is set when the record does not mention it, null when it mentions all.
 */
export interface Stage {
  /** CTE that must stand in the statement's `with`, ending in a comma; empty for a table. */
  cte: Sql;
  /** What to select from. */
  from: Sql;
  /** The same for all that the delivery has staged, where parts of it were published before; unset: `from`. */
  all?: Sql;
  /** Identifiers of the data columns that the sync output has. */
  columns: string[];
  /** Names of those that it has in `_rest`, as the snapshot has them; unset: none, and no such column. */
  rest?: string[];
  /** Rows. */
  size: number;
  /**
   * By identifier: the condition on the staged row `s` that it does not mention the column, where records name their own
   * fields. A column that every record has is not in here.
   */
  absent?: ReadonlyMap<string, Sql>;
}
