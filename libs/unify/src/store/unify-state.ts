import { execute, first, ident, type Queryable, sql } from '@app/snapshot-core';
import type { LinkageWeights } from '../linkage/linkage-weights.ts';

/**
 * Version of what unify stores of records, keys and edges: raised when that or how it is made changes, whereupon the next
 * run makes all of it anew from the snapshots. Ids and, where nothing else changes, the feed stay.
 */
export const STORE_VERSION = 8;

/** How far a model's unified records of one tenant have got. */
export interface UnifyState {
  /** Version of the model, as it was in force for the tenant, under which they were made. */
  version: string;
  normaliserVersion: number;
  storeVersion: number;
  /** Changes up to this sequence number are in them. */
  seq: number;
  /** Number that the next new member gets. */
  nextMember: number;
  /** Null before the first run of this version of the store. */
  weights: LinkageWeights | null;
  /** Differs where weights do. */
  weightsMark: string | null;
  /** How many records there were when weights were last asked for and there was too little to learn from. */
  weightsTried: number;
}

/** Weights by their mark. */
export type KnownWeights = ReadonlyMap<string, LinkageWeights>;

/**
 * Undefined before the first run.
 * @param known weights that need not be sent again: of a million records they are 400 KB, and parsing them takes longer than
 *   all else that a run after one changed record has to read
 */
export async function readState(
  tx: Queryable,
  schema: string,
  model: string,
  known: KnownWeights = new Map(),
): Promise<UnifyState | undefined> {
  const state = await first<UnifyState>(
    tx,
    sql`
      select version, normaliser_version as "normaliserVersion", store_version as "storeVersion", seq,
        next_member as "nextMember", mark as "weightsMark",
        case when mark = any(${[...known.keys()]}::text[]) then null else weights end as weights,
        weights_tried as "weightsTried"
      from ${ident(schema, 'unify_state')}
      cross join lateral (select hashtextextended(weights::text, 0)::text as mark offset 0) as marked
      where model = ${model}`,
  );
  return state && { ...state, weights: state.weights ?? known.get(state.weightsMark ?? '') ?? null };
}

/** Weights are left as they are: see {@link saveWeights}. */
export async function saveState(
  tx: Queryable,
  schema: string,
  model: string,
  state: Omit<UnifyState, 'weights' | 'weightsMark' | 'weightsTried'>,
): Promise<void> {
  const { version, normaliserVersion, storeVersion, seq, nextMember } = state;
  await execute(
    tx,
    sql`
      insert into ${ident(schema, 'unify_state')} (model, version, normaliser_version, store_version, seq, next_member)
      values (${model}, ${version}, ${normaliserVersion}, ${storeVersion}, ${seq}, ${nextMember})
      on conflict (model) do update
      set version = excluded.version, normaliser_version = excluded.normaliser_version,
        store_version = excluded.store_version, seq = excluded.seq, next_member = excluded.next_member`,
  );
}

/** Freezes weights for a model that has its state. */
export async function saveWeights(
  tx: Queryable,
  schema: string,
  model: string,
  { weights, weightsTried }: Pick<UnifyState, 'weights' | 'weightsTried'>,
): Promise<void> {
  await execute(
    tx,
    sql`
      update ${ident(schema, 'unify_state')}
      set weights = ${JSON.stringify(weights)}::json, weights_tried = ${weightsTried}
      where model = ${model}`,
  );
}
