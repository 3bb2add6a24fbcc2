import { execute, first, ident, type Queryable, sql } from '@app/snapshot-core';

/** How far a model's unified records of one tenant have got. */
export interface UnifyState {
  /** Version of the model, as it was in force for the tenant, under which they were made. */
  version: string;
  normaliserVersion: number;
  /** Changes up to this sequence number are in them. */
  seq: number;
}

/** Undefined before the first run. */
export function readState(tx: Queryable, schema: string, model: string): Promise<UnifyState | undefined> {
  return first<UnifyState>(
    tx,
    sql`
      select version, normaliser_version as "normaliserVersion", seq
      from ${ident(schema, 'unify_state')}
      where model = ${model}`,
  );
}

export async function saveState(tx: Queryable, schema: string, model: string, state: UnifyState): Promise<void> {
  await execute(
    tx,
    sql`
      insert into ${ident(schema, 'unify_state')} (model, version, normaliser_version, seq)
      values (${model}, ${state.version}, ${state.normaliserVersion}, ${state.seq})
      on conflict (model) do update
      set version = excluded.version, normaliser_version = excluded.normaliser_version, seq = excluded.seq`,
  );
}
