import {
  type Database,
  lockStream,
  type Queryable,
  rows,
  sql,
  type Tenant,
  transaction,
  WeftError,
} from '@app/snapshot-core';
import type { LinkageWeights } from '../linkage/linkage-weights.ts';
import { measureRefining, measureWeights, type WeightsMeasure } from '../linkage/measure-weights.ts';
import { type DecidedPair, refineWeights } from '../linkage/refine-weights.ts';
import { trainLinkage } from '../linkage/train-linkage.ts';
import type { UnifiedModel } from '../model/unified-model.ts';
import { runUnify } from '../run/run-unify.ts';
import { readLinks } from '../store/links.ts';
import { findMembers, memberRef } from '../store/members.ts';
import type { ModelTables } from '../store/model-tables.ts';
import { parseProjection } from '../store/projection-text.ts';
import { readState, saveWeights } from '../store/unify-state.ts';
import { notYet } from './not-yet.ts';
import { openUnified } from './open-unified.ts';

/** Weights that can be used, each measured on what people decided. */
export interface TrainingReport {
  model: string;
  /** Decisions about records that are there. */
  decisions: { same: number; different: number };
  /** The weights in use. */
  current: WeightsMeasure;
  /** Weights learnt anew from the records as they are now. */
  relearnt: WeightsMeasure;
  /** Those, moved towards the decisions; measured on decisions that they were not moved by. */
  refined: WeightsMeasure;
  best: 'current' | 'relearnt' | 'refined';
  /** Whether the best ones are in use now. */
  used: boolean;
}

/** With fewer decisions, or without both kinds, there is nothing to measure by. */
const LEAST_DECISIONS = 10;
const SAMPLE = 50_000;
/** Better by less than this, in bits of surprise, is chance. */
const BETTER_BY = 0.01;

/**
 * Learns a model's weights anew, moves them towards what people decided, and measures both against the weights in use.
 * @param use put the best ones in place and unify everything under them; without it nothing changes
 * @throws WeftError `unknown_model`; `conflict` when the model was not unified yet as it is now; `invalid` with fewer than ten
 *   decisions, or decisions of one kind only
 */
export async function trainModel(
  db: Database,
  tenant: Tenant,
  name: string,
  { use = false, signal }: { use?: boolean; signal?: AbortSignal } = {},
): Promise<TrainingReport> {
  const unified = await openUnified(db.pool, tenant, name);
  if (!unified) throw notYet(tenant, name);
  const { model, linkage, tables } = unified;
  const decided = await readDecided(db.pool, tenant, model, tables);
  const decisions = {
    same: decided.filter(({ same }) => same).length,
    different: decided.filter(({ same }) => !same).length,
  };
  if (decided.length < LEAST_DECISIONS || decisions.same === 0 || decisions.different === 0) {
    throw tooFew(tenant, name, decisions);
  }
  const relearnt = trainLinkage(model, await readSample(db.pool, model, tables));
  signal?.throwIfAborted();
  const measured = {
    current: measureWeights(model, linkage.weights, decided),
    relearnt: measureWeights(model, relearnt, decided),
    refined: measureRefining(model, relearnt, decided),
  };
  const best = bestOf(measured);
  const used = use && best !== 'current';
  if (used) {
    const weights = best === 'refined' ? refineWeights(model, relearnt, decided) : relearnt;
    await putWeights(db, tenant, name, weights);
    await runUnify(db, tenant, { name }, { full: true, signal });
  }
  return { model: name, decisions, ...measured, best, used };
}

/** The least surprising weights; those in use unless others are clearly better and make no more false matches. */
function bestOf(measured: Pick<TrainingReport, 'current' | 'relearnt' | 'refined'>): TrainingReport['best'] {
  const { current } = measured;
  const better = (['relearnt', 'refined'] as const).filter(
    (which) =>
      measured[which].surprise < current.surprise - BETTER_BY && measured[which].false_matches <= current.false_matches,
  );
  better.sort((x, y) => measured[x].surprise - measured[y].surprise);
  return better[0] ?? 'current';
}

/** Pairs that people decided, as the model sees them; links that an export made say nothing about looks. */
async function readDecided(
  db: Queryable,
  tenant: Tenant,
  model: UnifiedModel,
  tables: ModelTables,
): Promise<DecidedPair[]> {
  const links = (await readLinks(db, tenant.schemaName, model.name)).filter(({ made }) => made === null);
  const refs = [...new Set(links.flatMap(({ a, b }) => [a, b]))];
  const members = new Map(
    (await findMembers(db, tables, refs)).map((member) => [memberRef(member), member.projection]),
  );
  return links.flatMap(({ a, b, same }) => {
    const [left, right] = [members.get(a), members.get(b)];
    if (left === undefined || right === undefined) return [];
    return [{ a: parseProjection(model, left), b: parseProjection(model, right), same }];
  });
}

async function readSample(db: Queryable, model: UnifiedModel, { member }: ModelTables) {
  const found = await rows<{ projection: string }>(
    db,
    sql`
      select projection
      from ${member}
      where id % (select greatest(1, count(*) / ${SAMPLE}::integer) from ${member}) = 0
      order by id`,
  );
  return found.map(({ projection }) => parseProjection(model, projection));
}

async function putWeights(db: Database, tenant: Tenant, name: string, weights: LinkageWeights): Promise<void> {
  await transaction(db.pool, async (tx) => {
    await lockStream(tx, tenant, 'unified', name); // no run of the model meanwhile
    const state = await readState(tx, tenant.schemaName, name);
    await saveWeights(tx, tenant.schemaName, name, { weights, weightsTried: state?.weightsTried ?? 0 });
  });
}

const tooFew = (tenant: Tenant, model: string, { same, different }: TrainingReport['decisions']): WeftError =>
  new WeftError(
    'invalid',
    `tenant "${tenant.name}", model "${model}": ${same} pairs were decided to be the same and ${different} to be different; to train takes ${LEAST_DECISIONS}, some of each kind`,
    `Decide some of those that wait (\`weft review ${tenant.name} ${model}\`), or of any others with \`weft link\`.`,
  );
