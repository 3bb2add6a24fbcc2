import type { Tenant } from '../../catalog/tenant.entity.ts';
import type { Database } from '../../db/database.ts';
import { rows } from '../../db/query.ts';
import { empty, sql } from '../../db/sql.ts';

/** A run of which no later run has taken all rejected records. */
export interface RunWithRejects {
  run: number;
  integration: string;
  stream: string;
  /** Rejected records that are still open. */
  open: number;
  /** Where the sync output came from. */
  delivery: string;
  /** Of the first of them. */
  reason: string;
}

/** Runs of a tenant that have open rejects, newest first. */
export function listRunsWithRejects(
  db: Database,
  tenant: Tenant,
  page: { before?: number; limit: number },
): Promise<RunWithRejects[]> {
  return rows(
    db.pool,
    sql`
      with open as (
        select reject.run_id as run, count(*) as n, min(reject.id) as first
        from weft.reject
        join weft.stream on stream.id = reject.stream_id
        where stream.tenant_id = ${tenant.id} and reject.resolved_at is null
          ${page.before === undefined ? empty : sql`and reject.run_id < ${page.before}`}
        group by reject.run_id
        order by reject.run_id desc
        limit ${page.limit}
      )
      select open.run, stream.integration, stream.name as stream, open.n as open, run.delivery, reject.reason
      from open
      join weft.reject on reject.id = open.first
      join weft.stream on stream.id = reject.stream_id
      join weft.sync_run run on run.id = open.run
      order by open.run desc`,
  );
}
