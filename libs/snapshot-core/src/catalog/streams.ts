import type { Database } from '../db/database.ts';
import { isoTime } from '../db/iso-time.ts';
import { execute, first, prepared, type Queryable, rows } from '../db/query.ts';
import { snapshotTable, typedView } from '../db/names.ts';
import { ident, sql } from '../db/sql.ts';
import { WeftError } from '../errors.ts';
import type { StreamColumn } from './stream.entity.ts';
import type { Tenant } from './tenant.entity.ts';

/** A stream as the data plane needs it. */
export interface StreamRow {
  id: number;
  integration: string;
  name: string;
  tableName: string;
  /** Null until the first run has fixed it. */
  keyColumns: string[] | null;
  columns: StreamColumn[];
  /** Names of the columns that the last delivery had, in its order; null when that is not known. */
  delivered: string[] | null;
  recordCount: number;
  /** Form of its typed view; null while there is none. */
  typedView: string | null;
  /** Deletes that wait, and notes of rejected ones. */
  heldDeletes: number;
  /** Rejected records that no later run has taken; counted by the last run that had to do with any. */
  openRejects: number;
}

const streamColumns = sql`
  id, integration, name, table_name as "tableName", key_columns as "keyColumns", columns, delivered,
  record_count as "recordCount", typed_view as "typedView", held_deletes as "heldDeletes",
  open_rejects as "openRejects"`;

/** The stream's row, made if needed and locked until the transaction ends: runs of one stream never interleave. */
export async function lockStream(tx: Queryable, tenant: Tenant, integration: string, name: string): Promise<StreamRow> {
  const locked = () =>
    prepared<StreamRow>(
      tx,
      'lock_stream',
      // "no key": sync_run rows of other connections may still refer to the tenant meanwhile.
      sql`
        select ${streamColumns}
        from weft.stream
        where tenant_id = ${tenant.id} and integration = ${integration} and name = ${name}
        for no key update`,
    );
  // Nearly always at most one turn: another stream's table may have the name that this one's would get.
  for (let turn = 0; ; turn++) {
    const known = await locked();
    if (known) return known;
    await rows(
      tx,
      sql`
        insert into weft.stream (tenant_id, integration, name, table_name)
        values (${tenant.id}, ${integration}, ${name}, ${snapshotTable(integration, name, turn)})
        on conflict do nothing`,
    );
  }
}

/** Writes back what a run has made of a stream, if it has made anything of it: most small syncs have not. */
export async function saveStreamIfChanged(tx: Queryable, before: StreamRow, after: StreamRow): Promise<void> {
  const names = Object.keys(after) as (keyof StreamRow)[];
  const isSame = names.every((name) => JSON.stringify(after[name]) === JSON.stringify(before[name]));
  if (!isSame) await saveStream(tx, after);
}

/** Writes back what a run has made of a stream that its transaction has locked. */
export async function saveStream(tx: Queryable, stream: StreamRow): Promise<void> {
  await execute(
    tx,
    sql`
      update weft.stream
      set key_columns = ${JSON.stringify(stream.keyColumns)}::jsonb, columns = ${JSON.stringify(stream.columns)}::jsonb,
        delivered = ${stream.delivered && JSON.stringify(stream.delivered)}::jsonb, record_count = ${stream.recordCount},
        typed_view = ${stream.typedView}, held_deletes = ${stream.heldDeletes},
        open_rejects = ${stream.openRejects}
      where id = ${stream.id}`,
  );
}

/** The stream as it is now; undefined when there is none, or it has had no sync yet. */
export async function findStream(
  db: Database,
  tenant: string,
  integration: string,
  name: string,
): Promise<StreamRow | undefined> {
  return first<StreamRow>(
    db.pool,
    sql`
      select ${streamColumns}
      from weft.stream
      where tenant_id = (select id from weft.tenant where name = ${tenant})
        and integration = ${integration} and name = ${name} and key_columns is not null`,
  );
}

/** Most streams that the hint of an error names. */
const NAMED = 20;

/** @throws WeftError `unknown_stream`, naming those that there are */
export async function getStream(db: Database, tenant: Tenant, integration: string, name: string): Promise<StreamRow> {
  const stream = await first<StreamRow>(
    db.pool,
    sql`
      select ${streamColumns}
      from weft.stream
      where tenant_id = ${tenant.id} and integration = ${integration} and name = ${name}`,
  );
  if (stream && stream.keyColumns !== null) return stream;
  const there = await rows<{ source: string }>(
    db.pool,
    sql`
      select integration || '.' || name as source
      from weft.stream
      where tenant_id = ${tenant.id} and key_columns is not null
      order by integration <> ${integration}, integration, name
      limit ${NAMED + 1}`,
  );
  const named = there.slice(0, NAMED).map(({ source }) => source);
  throw new WeftError(
    'unknown_stream',
    `tenant "${tenant.name}" has no stream ${integration}.${name}`,
    `A stream exists from its first sync on; ${there.length === 0 ? 'this tenant has none yet' : `there are ${named.join(', ')}${there.length > NAMED ? ' and others' : ''}`}.`,
  );
}

export interface StreamSummary {
  integration: string;
  stream: string;
  /** Names of the key's columns. */
  key: string[];
  columns: { name: string; type: string }[];
  records: number;
  /** Table to read by SQL, `"schema"."table"`. */
  table: string;
  /** View of it with values cast by their types; null while there is none. */
  typed_view: string | null;
  created_at: string;
}

/** A tenant's streams, in order of integration and name. */
export async function listStreams(db: Database, tenant: Tenant): Promise<StreamSummary[]> {
  const found = await rows<StreamSummary & { table_name: string }>(
    db.pool,
    sql`
      select integration, name as stream, key_columns as key, record_count as records,
        (select coalesce(json_agg(json_build_object('name', c ->> 'name', 'type', c ->> 'type')), '[]')
          from jsonb_array_elements(columns) c) as columns,
        format('%I.%I', ${tenant.schemaName}::text, table_name) as table, typed_view, table_name,
        ${isoTime(sql`created_at`)} as created_at
      from weft.stream
      where tenant_id = ${tenant.id} and key_columns is not null and integration <> 'unified'
      order by integration, name`,
  );
  return found.map(({ table_name, ...stream }) => ({
    ...stream,
    typed_view: stream.typed_view && ident(tenant.schemaName, typedView(table_name)).toQuery().text,
  }));
}
