import { execute, first, type Queryable } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import { heldDeletesOf } from './held-delete.ts';

interface HeldOf {
  tenantId: number;
  schema: string;
  /** The stream, as `integration.stream`. */
  source: string;
}

/**
 * After a run that may have changed which deletes of its stream wait: ends the wait of the runs that hold none any more.
 * @param exceptRun run that is under way
 * @returns how many rows of the stream there are, rejected ones included
 */
export async function settleHeld(
  tx: Queryable,
  { tenantId, schema, source }: HeldOf,
  exceptRun?: number,
): Promise<number> {
  const held = await first<{ n: number; runs: number[] }>(
    tx,
    sql`
      select count(*) as n, coalesce(array_agg(distinct run_id), '{}') as runs
      from ${heldDeletesOf(schema)}
      where source = ${source}`,
  );
  const { n, runs } = held!;
  const waiting = exceptRun === undefined ? runs : [...runs, exceptRun];
  await execute(
    tx,
    sql`
      update weft.sync_run
      set status = 'succeeded'
      where tenant_id = ${tenantId} and source = ${source} and status = 'held' and id <> all(${waiting}::integer[])`,
  );
  return n;
}
