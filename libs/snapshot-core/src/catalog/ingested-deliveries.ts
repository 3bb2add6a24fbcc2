import type { Database } from '../db/database.ts';
import { rows } from '../db/query.ts';
import { sql } from '../db/sql.ts';

/** A run that took sync output. */
export interface IngestedDelivery {
  run: number;
  /** `integration.stream` */
  source: string;
  /** Paths of the files as they were named to the run, joined by `, `. */
  delivery: string;
  /** Of all files. */
  bytes: number;
  startedAt: Date;
}

/** The runs of a tenant's streams that took sync output of certain sizes, and were not undone since; in order. */
export function listIngested(
  db: Database,
  tenant: string,
  sources: readonly string[],
  bytes: readonly number[],
): Promise<IngestedDelivery[]> {
  return rows(
    db.pool,
    sql`
      select run.id as run, run.source, run.delivery, run.bytes_total as bytes, run.started_at as "startedAt"
      from weft.sync_run run
      join weft.tenant on tenant.id = run.tenant_id
      where tenant.name = ${tenant} and run.source = any(${sources}::text[]) and run.bytes_total = any(${bytes}::bigint[])
        and run.status in ('succeeded', 'held') and run.kind in ('full', 'incremental')
      order by run.id`,
  );
}
