import { execute, first, ident, join, type Queryable, rows, type Sql, sql, type Tenant } from '@app/snapshot-core';
import type { ModelInForce } from '../overlay/model-for.ts';
import { makeTable } from '../store/make-table.ts';
import { bearsOn, type RelatedKind } from './related-changes.ts';

/** How far in the feed what a model shows of others has got, and under which version of the model. */
export interface RelateState {
  version: string;
  seq: number;
}

const stateTable = (schema: string): Sql => ident(schema, 'relate_state');

/** Made when a tenant first has a model with relations or roll-ups. */
export function createRelateState(tx: Queryable, schema: string): Promise<void> {
  return makeTable(
    tx,
    schema,
    stateTable(schema),
    sql`
      create table if not exists ${stateTable(schema)} (
        model text not null,
        kind text not null,
        version text not null,
        seq bigint not null,
        primary key (model, kind)
      )`,
  );
}

export function readRelateState(
  tx: Queryable,
  schema: string,
  model: string,
  kind: RelatedKind,
): Promise<RelateState | undefined> {
  return first<RelateState>(
    tx,
    sql`select version, seq from ${stateTable(schema)} where model = ${model} and kind = ${kind}`,
  );
}

/** What a model shows of others in one way. */
export interface Related {
  inForce: ModelInForce;
  kind: RelatedKind;
}

/** Changes that have nothing to do with relations are passed over by itself only now and then: each time is a write. */
const MOST_BEHIND = 10_000;

/**
 * Those of them that may not show what they should: something changed that bears on them, or they were never looked at under this
 * version of their model. One statement for all of them.
 */
export async function dueOnes(db: Queryable, tenant: Tenant, asked: readonly Related[]): Promise<Related[]> {
  const each = asked.map(
    ({ inForce: { model, version }, kind }, i) => sql`
      select ${i}::integer as place
      from ${ident(tenant.schemaName, 'feed')} feed
      left join ${stateTable(tenant.schemaName)} state on state.model = ${model.name} and state.kind = ${kind}
      where state.version is distinct from ${version} or state.seq + 1 < feed.oldest_seq
        or feed.last_seq - state.seq > ${MOST_BEHIND}
        or (
          select true
          from ${ident(tenant.schemaName, 'change')}
          where seq > state.seq and ${bearsOn(model, kind)}
          order by seq desc -- by its key from the end, never from the beginning of the log
          limit 1
        )`,
  );
  const due = await rows<{ place: number }>(db, join(each, ' union all '));
  return due.map(({ place }) => asked[place]!);
}

/** Never goes back: of two that looked at the same time, the one that saw more counts. */
export async function saveRelateState(
  tx: Queryable,
  schema: string,
  model: string,
  kind: RelatedKind,
  { version, seq }: RelateState,
): Promise<void> {
  await execute(
    tx,
    sql`
      insert into ${stateTable(schema)} as known (model, kind, version, seq)
      values (${model}, ${kind}, ${version}, ${seq})
      on conflict (model, kind) do update
      set version = excluded.version,
        seq = case when known.version = excluded.version then greatest(known.seq, excluded.seq) else excluded.seq end`,
  );
}
