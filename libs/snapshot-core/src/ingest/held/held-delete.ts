import { lockFeed } from '../../changes/ensure-tables.ts';
import { execute, first, type Queryable } from '../../db/query.ts';
import { ident, type Sql, sql } from '../../db/sql.ts';

/**
 * A delete by absence that the breaker holds back. A record has one at most.
 *
 * - `run_id`: the last complete extract that lacked the record. The delete waits as long as that run is `held`; after a
 *   person has rejected it, the row stays as a note of that.
 * - `changed_seq`: the record's last change when it was held, so that one written since then is not deleted.
 * - `agreed`: how many further complete extracts lacked the record, too.
 * - `rejected`: a person has rejected the delete before: it is never released by itself.
 */
export interface HeldDelete {
  source: string;
  key: string;
  run_id: number;
  changed_seq: number;
  agreed: number;
  rejected: boolean;
}

export const heldDeletesOf = (schema: string): Sql => ident(schema, 'held_delete');

/** Makes a tenant's table of held deletes when it is first needed, or brings one of an earlier version to this form. */
export async function ensureHeldDeletes(tx: Queryable, schema: string): Promise<void> {
  if ((await formOf(tx, schema)) === 'present') return;
  await lockFeed(tx, schema);
  const form = await formOf(tx, schema);
  if (form === 'absent') await execute(tx, createTable(schema));
  if (form === 'early') await upgrade(tx, schema);
}

function createTable(schema: string): Sql {
  return sql`
    create table ${heldDeletesOf(schema)} (
      source text not null,
      key text collate "C" not null,
      run_id integer not null,
      changed_seq bigint not null,
      agreed integer not null default 0,
      rejected boolean not null default false,
      primary key (source, key)
    )`;
}

async function formOf(tx: Queryable, schema: string): Promise<'absent' | 'early' | 'present'> {
  const name = `${JSON.stringify(schema)}.held_delete`;
  const found = await first<{ source: boolean }>(
    tx,
    sql`
      select exists (select from pg_attribute where attrelid = c.oid and attname = 'source') as source
      from pg_class c
      where c.oid = to_regclass(${name})`,
  );
  if (!found) return 'absent';
  return found.source ? 'present' : 'early';
}

/** The first form told rows apart by run and key. Its runs held one stream's deletes each. */
async function upgrade(tx: Queryable, schema: string): Promise<void> {
  const table = heldDeletesOf(schema);
  await execute(
    tx,
    sql`
      alter table ${table}
        add column source text,
        add column agreed integer not null default 0,
        add column rejected boolean not null default false,
        drop constraint held_delete_pkey`,
  );
  await execute(tx, sql`update ${table} set source = run.source from weft.sync_run run where run.id = run_id`);
  await execute(tx, sql`alter table ${table} alter column source set not null, add primary key (source, key)`);
}
