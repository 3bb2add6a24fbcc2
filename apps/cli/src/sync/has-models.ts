import { first, type Queryable, sql } from '@app/snapshot-core';

/** Whether there is any unified model. */
export async function hasModels(db: Queryable): Promise<boolean> {
  return (await first(db, sql`select from weft.model_version limit 1`)) !== undefined;
}
