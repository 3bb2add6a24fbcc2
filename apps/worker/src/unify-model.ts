import { type Database, getTenant, type RunLine } from '@app/snapshot-core';
import { getModel, runUnify } from '@app/unify';

/**
 * Brings a tenant's unified records of one model up to date.
 * @throws WeftError `unknown_tenant` or `unknown_model` when one was removed after the job was made
 */
export async function unifyModel(db: Database, tenant: string, model: string, signal?: AbortSignal): Promise<RunLine> {
  return runUnify(db, await getTenant(db, tenant), await getModel(db, model), { signal });
}
