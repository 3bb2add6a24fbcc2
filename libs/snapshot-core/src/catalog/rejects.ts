import type { Database } from '../db/database.ts';
import { execute, type Queryable, rows } from '../db/query.ts';
import { sql } from '../db/sql.ts';

/** A record that could not be taken, as users see it. */
export interface RejectView {
  line: number;
  key: string | null;
  reason: string;
  /** The record as it came; bytes that are no UTF-8 show as U+FFFD. */
  raw: string;
}

export interface NewReject {
  line: number;
  key: string | null;
  reason: string;
  raw: Buffer;
}

/** Keeps rejected records beside their run. */
export async function saveRejects(tx: Queryable, runId: number, rejects: readonly NewReject[]): Promise<void> {
  if (rejects.length === 0) return;
  await execute(
    tx,
    sql`
      insert into weft.reject (run_id, line, key, reason, raw)
      select ${runId}::integer, line, key, reason, raw
      from unnest(${rejects.map((r) => r.line)}::bigint[], ${rejects.map((r) => r.key)}::text[],
        ${rejects.map((r) => r.reason)}::text[], ${rejects.map((r) => r.raw)}::bytea[]) as incoming (line, key, reason, raw)`,
  );
}

/** A run's rejected records in the order of the sync output; `after` is the line to continue from. */
export async function listRejects(
  db: Database,
  runId: number,
  page: { after?: number; limit: number },
): Promise<RejectView[]> {
  const found = await rows<Omit<RejectView, 'raw'> & { raw: Buffer }>(
    db.pool,
    sql`
      select line, key, reason, raw
      from weft.reject
      where run_id = ${runId} and line > ${page.after ?? 0}
      order by line
      limit ${page.limit}`,
  );
  return found.map((reject) => ({ ...reject, raw: reject.raw.toString('utf8') }));
}
