import type { Database } from '../db/database.ts';
import { execute, prepared, type Queryable, rows } from '../db/query.ts';
import { sql } from '../db/sql.ts';
import type { StreamSettings } from '../ingest/settings.ts';

export interface IntegrationDefinition {
  name: string;
  /** Declared settings by stream name. */
  streams: Record<string, Partial<StreamSettings>>;
}

/** Declares an integration's streams, in place of what was declared before. */
export async function saveIntegration(db: Queryable, { name, streams }: IntegrationDefinition): Promise<void> {
  await execute(
    db,
    sql`
      insert into weft.integration (name, streams)
      values (${name}, ${JSON.stringify(streams)}::jsonb)
      on conflict (name) do update set streams = excluded.streams, updated_at = now()`,
  );
}

export function listIntegrations(db: Database): Promise<IntegrationDefinition[]> {
  return rows<IntegrationDefinition>(db.pool, sql`select name, streams from weft.integration order by name`);
}

/** What weft.yaml declares for a stream; undefined when it says nothing. */
export async function declaredSettings(
  db: Queryable,
  integration: string,
  stream: string,
): Promise<Partial<StreamSettings> | undefined> {
  const row = await prepared<{ settings: Partial<StreamSettings> | null }>(
    db,
    'declared_settings',
    sql`select streams -> ${stream}::text as settings from weft.integration where name = ${integration}`,
  );
  return row?.settings ?? undefined;
}
