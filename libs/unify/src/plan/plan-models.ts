import { type Database, getTenant, tenantsWithRecords } from '@app/snapshot-core';
import { findModel } from '../catalog/models.ts';
import { sourceName } from '../model/source-record.ts';
import type { UnifiedModel } from '../model/unified-model.ts';
import { type PlannedUnify, type PlanOptions, planUnify } from './plan-unify.ts';

export interface PlanModelsOptions extends PlanOptions {
  /** Only this tenant. */
  tenant?: string;
  /** Most tenants of each model. */
  tenants: number;
  /** Called before each plan, which may take as long as a full unify run. */
  onBegin?: (plan: { tenant: string; model: string }) => void;
  /** Called when a model has more tenants than are looked at. */
  onLeftOut?: (left: { model: string; tenants: number }) => void;
}

/**
 * What changed definitions of models would do to the unified records of each tenant that has any, or has records for them.
 * @throws WeftError `unknown_tenant`
 */
export async function* planModels(
  db: Database,
  changed: readonly { model: UnifiedModel; written: unknown }[],
  options: PlanModelsOptions,
): AsyncGenerator<PlannedUnify> {
  for (const definition of changed) {
    const { model } = definition;
    const before = await findModel(db.pool, model.name);
    const sources = [...model.sources, ...(before?.model.sources ?? [])].map(sourceName);
    const all = await tenantsWithRecords(db.pool, model.name, sources);
    const wanted = options.tenant === undefined ? all : all.filter((name) => name === options.tenant);
    // One after the other: each takes the memory of a run.
    for (const name of wanted.slice(0, options.tenants)) {
      options.signal?.throwIfAborted();
      options.onBegin?.({ tenant: name, model: model.name });
      yield await planUnify(db, await getTenant(db, name), definition, options);
    }
    const left = wanted.length - options.tenants;
    if (left > 0) options.onLeftOut?.({ model: model.name, tenants: left });
  }
}
