import type { PoolClient } from 'pg';
import { execute, first, hasTable, ident, type Queryable, sql } from '@app/snapshot-core';
import { unifyTablesLock } from './make-table.ts';
import { modelTables } from './model-tables.ts';

/**
 * Tables that unify keeps in a tenant's schema for all its models; what it knows of a model's records is in tables of the
 * model's own, see model-tables.ts.
 *
 * - `retired_id`: ids that no record has any more, and where their records went (null: nowhere)
 * - `unify_state`: how far in the feed a model has got, under which definition, normalisers and weights
 * - `link`: what people and programs have decided about two records
 * - `unify_again`: records that the next run has to look at although they did not change: somebody decided about them
 */
export async function createUnifyTables(tx: PoolClient, schema: string): Promise<void> {
  if (await isCurrent(tx, schema)) return;
  await execute(tx, unifyTablesLock(schema));
  const state = ident(schema, 'unify_state');
  await tx.query(
    sql`
      create table if not exists ${ident(schema, 'retired_id')} (
        model text not null,
        id uuid not null,
        successor uuid,
        primary key (model, id)
      );
      create index if not exists retired_id_by_successor on ${ident(schema, 'retired_id')} (model, successor);
      create table if not exists ${ident(schema, 'unify_again')} (
        model text not null,
        ref text collate "C" not null,
        primary key (model, ref)
      );
      create table if not exists ${ident(schema, 'link')} (
        model text not null,
        a text collate "C" not null,
        b text collate "C" not null,
        same boolean not null,
        made text collate "C",
        decided_by text,
        note text,
        decided_at timestamptz not null default now(),
        primary key (model, a, b)
      );
      create index if not exists link_by_second on ${ident(schema, 'link')} (model, b);
      create table if not exists ${state} (
        model text primary key,
        version text not null,
        normaliser_version integer not null,
        seq bigint not null
      );
      alter table ${state} alter column version type text;
      alter table ${state} add column if not exists store_version integer not null default 1;
      alter table ${state} add column if not exists next_member integer not null default 0;
      alter table ${state} add column if not exists weights json;
      alter table ${state} add column if not exists weights_tried bigint not null default 0`.toQuery().text,
  );
}

/** Whether the tenant has unify's tables, and those of a model: none before the first decision or run. */
export async function hasUnifyTables(db: Queryable, schema: string, model?: string): Promise<boolean> {
  if (!(await isCurrent(db, schema))) return false;
  if (model === undefined) return true;
  return hasTable(db, modelTables(schema, model).member);
}

/** Asked first, since altering a table, even to what it is already, waits for all who read it. */
async function isCurrent(tx: Queryable, schema: string): Promise<boolean> {
  const found = await first(
    tx,
    sql`
      select
      from pg_attribute
      where attrelid = to_regclass(${ident(schema, 'unify_state').toQuery().text}) and attname = 'weights_tried'`,
  );
  return found !== undefined;
}

/** What the first version of the store kept of all models in two tables. */
export const hasFirstStore = (tx: Queryable, schema: string): Promise<boolean> => hasTable(tx, ident(schema, 'member'));

/** Takes a model out of the first version's tables, and drops them once no model is left in them. */
export async function leaveFirstStore(tx: PoolClient, schema: string, model: string): Promise<void> {
  const [members, keys] = [ident(schema, 'member'), ident(schema, 'match_key')];
  await execute(tx, sql`delete from ${members} where model = ${model}`);
  const left = await first(tx, sql`select from ${members} limit 1`);
  if (left === undefined) await tx.query(sql`drop table ${members}, ${keys}`.toQuery().text);
  else await execute(tx, sql`delete from ${keys} where model = ${model}`);
}
