import { ensureTables } from '../../changes/ensure-tables.ts';
import { hasTable } from '../../db/has-table.ts';
import { first, type Queryable, rows } from '../../db/query.ts';
import { ident, type Sql, sql } from '../../db/sql.ts';

/** The version that a stream's ACTIVATE_VERSION message named last: that of every record of which nothing else is noted. */
export interface ActiveVersion {
  source: string;
  version: string;
}

/**
 * Keys that were delivered under a version while that was not the active one, a row for each batch. Of several rows that have a key the
 * last counts. They are written with the batch's records, so a target that was killed and goes on from the last relayed state knows
 * what it had delivered before. Nothing is noted under the active version: an incremental stream costs nothing.
 *
 * Rows of keys, not a column of the snapshot: the version is new with each full sync, and would be an update of every record.
 */
export interface DeliveredUnder {
  id: number;
  source: string;
  version: string;
  keys: string[];
}

/** No version's name: records that a hold keeps, and that belong to none. */
export const NO_VERSION = '';

export const activeVersions = (schema: string): Sql => ident(schema, 'active_version');
export const deliveredUnder = (schema: string): Sql => ident(schema, 'delivered_under');

/** Makes the tables of a tenant when they are first needed. */
export function ensureVersionTables(tx: Queryable, schema: string): Promise<void> {
  const under = deliveredUnder(schema);
  return ensureTables(tx, schema, under, [
    sql`create table if not exists ${activeVersions(schema)} (source text primary key, version text not null)`,
    sql`
      create table if not exists ${under} (
        id bigint primary key generated always as identity,
        source text not null,
        version text not null,
        keys text[] not null
      )`,
    sql`create index if not exists delivered_under_source on ${under} (source)`,
  ]);
}

export const hasVersionTables = (tx: Queryable, schema: string): Promise<boolean> =>
  hasTable(tx, deliveredUnder(schema));

export async function activeVersion(tx: Queryable, schema: string, source: string): Promise<string | undefined> {
  const found = await rows<ActiveVersion>(
    tx,
    sql`select source, version from ${activeVersions(schema)} where source = ${source}`,
  );
  return found[0]?.version;
}

/** The last version noted of each key, as rows `(key, version)`. */
export function notedVersions(schema: string, source: string): Sql {
  return sql`
    select distinct on (key) key, version
    from ${deliveredUnder(schema)} delivered
    cross join unnest(delivered.keys) as key
    where delivered.source = ${source}
    order by key, delivered.id desc`;
}

/** Whether every record of the stream is of the version, as far as is known: it is the active one, and nothing else is noted. */
export async function isActivated(tx: Queryable, schema: string, source: string, version: string): Promise<boolean> {
  if (!(await hasVersionTables(tx, schema))) return false;
  if ((await activeVersion(tx, schema, source)) !== version) return false;
  const found = await first<{ noted: boolean }>(
    tx,
    sql`select exists (select from ${deliveredUnder(schema)} where source = ${source}) as noted`,
  );
  return !found!.noted;
}
