import type { PoolClient } from 'pg';
import type { SnapshotTable, StageRow, Tenant } from '@app/snapshot-core';
import type { UnifiedModel } from '../model/unified-model.ts';
import { type FeedRange, relatedChanges, type RelatedKind } from './related-changes.ts';
import { keysWithRelations, keysWithRollups } from './related-keys.ts';
import { wrongRelations } from './wrong-relations.ts';
import { wrongRollups } from './wrong-rollups.ts';

/** What is looked at to find what a model's records should show of others. */
export interface RelatedTables {
  /** The model's own. */
  snapshot: SnapshotTable;
  /** All of the tenant's models, by name. */
  others: ReadonlyMap<string, SnapshotTable>;
}

/**
 * Records of a model that do not show of others what they should, with the values of {@link relatedColumns} as they should be. What is
 * looked at: records that changed, and those that a changed record bears on; everything without `since`.
 */
export async function pendingRelated(
  tx: PoolClient,
  tenant: Tenant,
  model: UnifiedModel,
  kind: RelatedKind,
  { snapshot, others }: RelatedTables,
  since: FeedRange | undefined,
): Promise<StageRow[]> {
  const changes = since && (await relatedChanges(tx, tenant, model, kind, since));
  if (changes?.length === 0) return [];
  if (kind === 'relations') {
    const keys = changes && (await keysWithRelations(tx, tenant, model, snapshot, changes));
    return wrongRelations(tx, tenant, model, snapshot, keys);
  }
  const keys = changes && (await keysWithRollups(tx, model, others, changes));
  return wrongRollups(tx, model, snapshot, others, keys);
}
