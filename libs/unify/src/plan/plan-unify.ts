import type { PoolClient } from 'pg';
import {
  type Database,
  type ForeseenChange,
  lockStream,
  readFeed,
  readUnpublished,
  type RunHint,
  type Tenant,
  unifiedSource,
  WeftError,
} from '@app/snapshot-core';
import { listStoredModels, saveModel } from '../catalog/models.ts';
import type { UnifiedModel } from '../model/unified-model.ts';
import { type ModelInForce, modelFor } from '../overlay/model-for.ts';
import { relatedModels, relateWithin } from '../relate/relate-models.ts';
import { unifyWithin } from '../run/run-unify.ts';
import { stopOnAbort } from '../run/stop-on-abort.ts';

/** What the next unify run of a tenant would do under another definition of a model. */
export interface PlannedUnify {
  tenant: string;
  model: string;
  /** Source records that would be looked at. */
  received: number;
  created: number;
  updated: number;
  merged: number;
  split: number;
  deleted: number;
  unchanged: number;
  /** The first changes of each kind. */
  samples: ForeseenChange[];
  /** Other models whose records show something of these (relations, roll-ups). */
  related: string[];
  /** What follows after the run, in runs of their own: records, also of this model, whose relations or roll-ups change. */
  follows: { model: string; updated: number; samples: ForeseenChange[] }[];
  /** What the run would tell beside: mappings that fail on some records. */
  hints: RunHint[];
  /** Why the run would fail instead: the tenant's config.json does not fit this definition. */
  fault: string | null;
  ms: number;
}

export interface PlanOptions {
  /** Most changes of each kind to show; the counts are of all. */
  samples: number;
  signal?: AbortSignal;
}

/**
 * Unifies a tenant's records under a definition, with everything that a run does, in a transaction that is rolled back:
 * exact, and nothing is written. Costs what the run would cost. Runs of this tenant and model wait for it, its syncs for
 * the moment in which the changes are counted.
 */
export async function planUnify(
  db: Database,
  tenant: Tenant,
  { model, written }: { model: UnifiedModel; written: unknown },
  { samples, signal }: PlanOptions,
): Promise<PlannedUnify> {
  const started = performance.now();
  const where = `the plan for ${tenant.name}/${unifiedSource(model.name)}`;
  const related = relatedTo(model.name, await listStoredModels(db.pool, { related: tenant }));
  const line = { tenant: tenant.name, model: model.name, related };
  const tx = await db.pool.connect();
  let broken: Error | undefined;
  try {
    await tx.query('begin');
    await saveModel(tx, model, written);
    const inForce = await modelFor(tx, tenant, model.name).catch(faultOf);
    if (typeof inForce === 'string') return { ...line, ...NOTHING, fault: inForce, ms: since(started) };
    return await stopOnAbort(db, tx, where, signal, async () => {
      const { latest } = await readFeed(tx, tenant);
      const models = await relatedModels(tx, tenant);
      await lockModels(tx, tenant, [model.name, ...models.map((each) => each.model.name)]);
      const { counts, target, hints } = await unifyWithin(tx, tenant, inForce, 0, { signal });
      const foreseen = await readUnpublished(tx, tenant, target.snapshot, latest, samples);
      const follows = await relate(tx, tenant, models, samples);
      const { created = 0, updated = 0, merged = 0, split = 0, deleted = 0 } = foreseen.counts;
      const changes = { created, updated, merged, split, deleted };
      const { received, unchanged } = counts;
      return {
        ...line,
        received,
        ...changes,
        unchanged,
        samples: foreseen.samples,
        follows,
        hints,
        fault: null,
        ms: since(started),
      };
    });
  } finally {
    await tx.query('rollback').catch((cause: Error) => (broken = cause));
    tx.release(broken);
  }
}

/** All that will be written, before anything is: a run holds its model's lock while it waits for that of the feed. */
async function lockModels(tx: PoolClient, tenant: Tenant, names: readonly string[]): Promise<void> {
  for (const name of [...new Set(names)].toSorted()) await lockStream(tx, tenant, 'unified', name);
}

/** What records show of each other after the run. */
async function relate(
  tx: PoolClient,
  tenant: Tenant,
  models: readonly ModelInForce[],
  samples: number,
): Promise<PlannedUnify['follows']> {
  const follows: PlannedUnify['follows'] = [];
  await relateWithin(tx, tenant, models, async (model, snapshot, after) => {
    const { counts, samples: shown } = await readUnpublished(tx, tenant, snapshot, after, samples);
    follows.push({ model, updated: counts.updated ?? 0, samples: shown });
  });
  return follows;
}

/** Models with a relation to this one, or with a roll-up of it. */
function relatedTo(name: string, stored: readonly { model: UnifiedModel }[]): string[] {
  const asks = ({ relations = {}, rollups = {} }: UnifiedModel): boolean =>
    Object.values(relations).some(({ to }) => to === name) || Object.values(rollups).some(({ of }) => of === name);
  return stored.flatMap(({ model }) => (model.name !== name && asks(model) ? [model.name] : []));
}

const NOTHING = {
  received: 0,
  created: 0,
  updated: 0,
  merged: 0,
  split: 0,
  deleted: 0,
  unchanged: 0,
  samples: [],
  follows: [],
  hints: [],
};

const since = (started: number): number => Math.round(performance.now() - started);

/** An overlay that does not fit is an effect of the change, not a failure of the plan. */
function faultOf(error: unknown): string {
  if (error instanceof WeftError && error.code === 'invalid') return error.message;
  throw error;
}
