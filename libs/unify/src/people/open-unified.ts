import type { Queryable, Tenant } from '@app/snapshot-core';
import type { Linkage } from '../linkage/linkage.ts';
import type { UnifiedModel } from '../model/unified-model.ts';
import { modelFor } from '../overlay/model-for.ts';
import { keptLinkage, knownWeights } from '../run/kept-linkages.ts';
import { type ModelTables, modelTables } from '../store/model-tables.ts';
import { readState, STORE_VERSION } from '../store/unify-state.ts';
import { hasUnifyTables } from '../store/unify-tables.ts';

/** What unify knows of a tenant's records of a model, as the last run left it. */
export interface Unified {
  model: UnifiedModel;
  linkage: Linkage;
  tables: ModelTables;
  /** Whether match keys are stored as this version of the store has them; else they can be read after the next run. */
  hasKeys: boolean;
}

/**
 * Undefined before the model's first run, and while a run under another version of the model is due: what is stored cannot be
 * read by the present one then.
 * @throws WeftError `unknown_model`, `invalid` as {@link modelFor}
 */
export async function openUnified(db: Queryable, tenant: Tenant, name: string): Promise<Unified | undefined> {
  const { model, version } = await modelFor(db, tenant, name);
  if (!(await hasUnifyTables(db, tenant.schemaName, name))) return undefined;
  const state = await readState(db, tenant.schemaName, name, knownWeights(model));
  if (!state?.weights || state.version !== version) return undefined;
  const linkage = keptLinkage(model, state.weightsMark!, state.weights);
  return {
    model,
    linkage,
    tables: modelTables(tenant.schemaName, name),
    hasKeys: state.storeVersion === STORE_VERSION,
  };
}
