import { type Database, listIntegrations, type Queryable, rows, sql } from '@app/snapshot-core';
import { canonical } from '../catalog/canonical.ts';
import { settingsOf } from '../catalog/stream-settings.ts';
import type { WeftFile } from '../weft-file/weft-file.ts';

/** What other settings would do to a stream that tenants have. */
export interface PlannedSettings {
  integration: string;
  stream: string;
  changes: { setting: string; before: unknown; after: unknown }[];
  /** Tenants that have the stream, and their records in it. */
  tenants: number;
  records: number;
  /** In words, for people. */
  effects: string[];
}

/**
 * The streams of which a weft.yaml changes settings. Settings say how what comes is taken: they change no record by
 * themselves, but the next sync may, or may be refused.
 */
export async function planSettings(db: Database, file: WeftFile): Promise<PlannedSettings[]> {
  const known = new Map((await listIntegrations(db.pool)).map(({ name, streams }) => [name, streams]));
  const planned: PlannedSettings[] = [];
  for (const [integration, { streams }] of Object.entries(file.integrations)) {
    const [before, after] = [known.get(integration) ?? {}, settingsOf(streams)];
    for (const stream of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const changes = differences(before[stream] ?? {}, after[stream] ?? {});
      if (changes.length === 0) continue;
      const { tenants, records, keys } = await holdersOf(db.pool, integration, stream);
      const effects = tenants === 0 ? [] : changes.flatMap((change) => effectsOf(change, keys));
      planned.push({ integration, stream, changes, tenants, records, effects });
    }
  }
  return planned;
}

function differences(before: object, after: object): PlannedSettings['changes'] {
  const [old, now] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((setting) => ({ setting, before: old.get(setting) ?? null, after: now.get(setting) ?? null }))
    .filter((change) => canonical(change.before) !== canonical(change.after));
}

interface Holders {
  tenants: number;
  records: number;
  /** Keys under which the records are kept, with the number of tenants of each. */
  keys: { key: string[]; tenants: number }[];
}

async function holdersOf(db: Queryable, integration: string, stream: string): Promise<Holders> {
  const keys = await rows<Holders['keys'][number] & { records: number }>(
    db,
    sql`
      select key_columns as key, count(*) as tenants, sum(record_count)::bigint as records
      from weft.stream
      where integration = ${integration} and name = ${stream} and key_columns is not null
      group by key_columns`,
  );
  const sum = (of: 'tenants' | 'records') => keys.reduce((total, each) => total + each[of], 0);
  return { tenants: sum('tenants'), records: sum('records'), keys };
}

function effectsOf({ setting, before, after }: PlannedSettings['changes'][number], keys: Holders['keys']): string[] {
  if (setting === 'key') return after === null ? [] : keys.flatMap((kept) => keyEffect(kept, after as string[]));
  if (setting === 'drop') {
    const gone = listed(after).filter((column) => !listed(before).includes(column));
    return gone.map((column) => `the next sync takes ${column} out of every record, and out of its history`);
  }
  return [`${setting} holds from the next sync on; until then every record stays as it is`];
}

function keyEffect({ key, tenants }: Holders['keys'][number], after: readonly string[]): string[] {
  if (key.join('\n') === after.join('\n')) return [];
  const name = (columns: readonly string[]): string => (columns.length === 0 ? 'none' : columns.join(', '));
  const whose = tenants === 1 ? '1 tenant keeps its' : `${tenants} tenants keep their`;
  return [`${whose} records under the key ${name(key)}: the next sync, under ${name(after)}, will be refused`];
}

const listed = (value: unknown): string[] => (Array.isArray(value) ? (value as string[]) : []);
