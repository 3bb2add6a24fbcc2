import { execute, prepared, type Queryable, rows } from '../db/query.ts';
import { sql } from '../db/sql.ts';
import type { StreamSettings } from '../ingest/settings.ts';

export interface IntegrationDefinition {
  name: string;
  /** Declared settings by stream name. */
  streams: Record<string, Partial<StreamSettings>>;
  /** The same as it was declared, opaque here; null where that was not kept. */
  declared?: unknown;
}

/** Declares an integration's streams, in place of what was declared before. */
export async function saveIntegration(db: Queryable, definition: IntegrationDefinition): Promise<void> {
  const { name, streams, declared = null } = definition;
  await execute(
    db,
    sql`
      insert into weft.integration (name, streams, declared)
      values (${name}, ${JSON.stringify(streams)}::jsonb, ${JSON.stringify(declared)}::json)
      on conflict (name) do update
      set streams = excluded.streams, declared = excluded.declared, updated_at = now()`,
  );
}

export function listIntegrations(db: Queryable): Promise<IntegrationDefinition[]> {
  return rows<IntegrationDefinition>(db, sql`select name, streams, declared from weft.integration order by name`);
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
