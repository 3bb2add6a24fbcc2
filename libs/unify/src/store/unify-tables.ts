import type { PoolClient } from 'pg';
import { first, ident, sql } from '@app/snapshot-core';

/**
 * Tables that unify keeps in a tenant's schema, shared by its models.
 *
 * - `member`: each source record as the model sees it, and the unified record it is part of
 * - `match_key`: the values by which records find each other
 * - `retired_id`: ids that no record has any more, and where their records went (null: nowhere)
 * - `unify_state`: how far in the feed a model has got, and under which definition and normalisers
 */
export async function createUnifyTables(tx: PoolClient, schema: string): Promise<void> {
  await tx.query(
    sql`
      create table if not exists ${ident(schema, 'member')} (
        model text not null,
        ref text collate "C" not null,
        source text not null,
        key text not null,
        unified_id uuid,
        projection jsonb not null,
        primary key (model, ref)
      );
      create index if not exists member_of_unified on ${ident(schema, 'member')} (model, unified_id);
      create table if not exists ${ident(schema, 'match_key')} (
        model text not null,
        kind text not null,
        value text collate "C" not null,
        ref text collate "C" not null,
        primary key (model, ref, kind, value)
      );
      create index if not exists match_key_by_value on ${ident(schema, 'match_key')} (model, kind, value);
      create table if not exists ${ident(schema, 'retired_id')} (
        model text not null,
        id uuid not null,
        successor uuid,
        primary key (model, id)
      );
      create table if not exists ${ident(schema, 'unify_state')} (
        model text primary key,
        version text not null,
        normaliser_version integer not null,
        seq bigint not null
      )`.toQuery().text,
  );
  await widenVersion(tx, schema);
}

/**
 * Before tenants could lay something over a model its version was a number. Asked first, since altering a table, even to
 * what it is already, waits for all who read it.
 */
async function widenVersion(tx: PoolClient, schema: string): Promise<void> {
  const state = ident(schema, 'unify_state');
  const old = await first(
    tx,
    sql`
      select
      from pg_attribute
      where attrelid = ${state.toQuery().text}::regclass and attname = 'version' and atttypid = 'integer'::regtype`,
  );
  if (old) await tx.query(sql`alter table ${state} alter column version type text`.toQuery().text);
}
