import type { Database } from '../db/database.ts';
import { execute, type Queryable, rows } from '../db/query.ts';
import { sql } from '../db/sql.ts';

export interface SourceDefinition {
  kind: 'directory';
  /** Absolute path pattern with `{tenant}`, `{integration}`, `{stream}` and `*`. */
  pattern: string;
  /** Cron expression. */
  schedule: string;
}

/** Declares the places that scheduled ingestion looks at; others are forgotten, with the record of their deliveries. */
export async function saveSources(db: Queryable, sources: readonly SourceDefinition[]): Promise<void> {
  await execute(
    db,
    sql`delete from weft.source where pattern <> all(${sources.map(({ pattern }) => pattern)}::text[])`,
  );
  for (const { kind, pattern, schedule } of sources) {
    await execute(
      db,
      sql`
        insert into weft.source (kind, pattern, schedule)
        values (${kind}, ${pattern}, ${schedule})
        on conflict (pattern) do update set kind = excluded.kind, schedule = excluded.schedule`,
    );
  }
}

export function listSources(db: Database): Promise<(SourceDefinition & { id: number })[]> {
  return rows<SourceDefinition & { id: number }>(
    db.pool,
    sql`select id, kind, pattern, schedule from weft.source order by id`,
  );
}
