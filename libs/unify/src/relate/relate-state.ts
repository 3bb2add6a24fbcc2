import { execute, first, ident, type Queryable, rows, sql, type Tenant } from '@app/snapshot-core';

/** What a model's records show of others: ids of those they lead to, or roll-ups of those that lead to them. */
export type RelatedKind = 'relations' | 'rollups';

/** How far in the feed what a model shows of others has got, and under which version of the model. */
export interface RelateState {
  version: string;
  seq: number;
}

/** Made when a tenant first has a model with relations or roll-ups. */
export async function createRelateState(tx: Queryable, schema: string): Promise<void> {
  await execute(
    tx,
    sql`
      create table if not exists ${ident(schema, 'relate_state')} (
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
    sql`select version, seq from ${ident(schema, 'relate_state')} where model = ${model} and kind = ${kind}`,
  );
}

/** Never goes back: of two that looked at the same time, the one that saw more counts. */
export async function saveRelateState(
  tx: Queryable,
  schema: string,
  model: string,
  kind: RelatedKind,
  { version, seq }: RelateState,
): Promise<void> {
  const table = ident(schema, 'relate_state');
  await execute(
    tx,
    sql`
      insert into ${table} as known (model, kind, version, seq)
      values (${model}, ${kind}, ${version}, ${seq})
      on conflict (model, kind) do update
      set version = excluded.version,
        seq = case when known.version = excluded.version then greatest(known.seq, excluded.seq) else excluded.seq end`,
  );
}

/** A change of a unified record, as far as relations ask of it. */
export interface UnifiedChange {
  source: string;
  key: string;
  /** Old values of the fields that changed; null where the record was created. */
  before: Record<string, string | null> | null;
}

/** More changes than this, and everything is looked at: that is quicker. */
const MOST_FOLLOWED = 20_000;

/**
 * Changes of these sources after a sequence number, up to another.
 * @returns undefined when they are too many, or not kept any more
 */
export async function unifiedChanges(
  tx: Queryable,
  tenant: Tenant,
  sources: readonly string[],
  { after, upTo, oldest }: { after: number; upTo: number; oldest: number },
): Promise<UnifiedChange[] | undefined> {
  if (after + 1 < oldest) return undefined;
  const found = await rows<UnifiedChange>(
    tx,
    sql`
      select source, key, before
      from ${ident(tenant.schemaName, 'change')}
      where seq > ${after} and seq <= ${upTo} and source = any(${sources}::text[])
      order by seq
      limit ${MOST_FOLLOWED + 1}`,
  );
  return found.length > MOST_FOLLOWED ? undefined : found;
}
