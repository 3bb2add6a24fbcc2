import { type Sql, sql } from '../../db/sql.ts';
import { ANY_VALUE } from '../settings.ts';

/**
 * Condition, never null: a record with this value in the column is deleted. Case makes no difference; `*` is any value but null.
 */
export const isDeletedWhen = (column: Sql, value: string): Sql =>
  value === ANY_VALUE ? sql`${column} is not null` : sql`lower(${column}) is not distinct from lower(${value}::text)`;
