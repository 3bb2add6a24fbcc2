import type { Queryable } from '@app/snapshot-core';
import type { UnifiedModel } from '../model/unified-model.ts';
import { neighbours } from '../store/match-keys.ts';
import { presentRefs, refsInClusters } from '../store/members.ts';
import { crossedHolders } from './crossed-holders.ts';
import type { ProjectedChanges } from './project-changes.ts';

/**
 * The records whose cluster may have changed: those that changed, those they were clustered with, those whose common key
 * became or ceased to be generic, and everything that is connected with these by keys. No edge leads out of it, so
 * clustering it by itself gives what clustering everything would.
 */
export async function affectedRegion(
  tx: Queryable,
  schema: string,
  model: UnifiedModel,
  changes: ProjectedChanges,
): Promise<string[]> {
  const before = [...changes.values()];
  const clusters = [...new Set(before.flatMap((member) => (member?.unifiedId ? [member.unifiedId] : [])))];
  const region = new Set([
    ...(await presentRefs(tx, schema, model.name, [...changes.keys()])),
    ...(await refsInClusters(tx, schema, model.name, clusters)),
    ...(await crossedHolders(tx, schema, model, changes)),
  ]);
  let frontier = [...region];
  while (frontier.length > 0) {
    const reached = await neighbours(tx, schema, model.name, frontier);
    frontier = reached.filter((ref) => !region.has(ref));
    for (const ref of frontier) region.add(ref);
  }
  return [...region].sort();
}
