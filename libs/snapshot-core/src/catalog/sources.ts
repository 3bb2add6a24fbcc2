import { execute, type Queryable, rows } from '../db/query.ts';
import { sql } from '../db/sql.ts';

export interface SourceDefinition {
  kind: 'directory';
  /** Absolute path pattern with `{tenant}`, `{integration}`, `{stream}` and `*`. */
  pattern: string;
  /** Cron expression. */
  schedule: string;
}

/**
 * Declares the places that scheduled ingestion looks at. Others are no longer looked at, but what they delivered stays on
 * record: should one be declared again, its old files are not ingested a second time.
 */
export async function saveSources(db: Queryable, sources: readonly SourceDefinition[]): Promise<void> {
  const patterns = sources.map(({ pattern }) => pattern);
  await execute(
    db,
    sql`
      update weft.source
      set removed_at = now()
      where removed_at is null and pattern <> all(${patterns}::text[])`,
  );
  for (const { kind, pattern, schedule } of sources) {
    await execute(
      db,
      sql`
        insert into weft.source (kind, pattern, schedule)
        values (${kind}, ${pattern}, ${schedule})
        on conflict (pattern) do update set kind = excluded.kind, schedule = excluded.schedule, removed_at = null`,
    );
  }
}

export function listSources(db: Queryable): Promise<(SourceDefinition & { id: number })[]> {
  return rows<SourceDefinition & { id: number }>(
    db,
    sql`select id, kind, pattern, schedule from weft.source where removed_at is null order by id`,
  );
}
