import { type Database, readByKeys, renderRecord, type Tenant, WeftError } from '@app/snapshot-core';
import { relationsOf, type UnifiedModel } from '../model/unified-model.ts';
import { shownModel } from '../overlay/model-for.ts';
import { type RelatedView, unifiedTable, unifiedView, type UnifiedView } from './read-unified.ts';

/**
 * Adds to unified records those that their relations lead to, as they are now.
 * @param relations names of relations of the model
 * @throws WeftError `invalid` for a name that is none
 */
export async function expandRelations<View extends UnifiedView>(
  db: Database,
  tenant: Tenant,
  model: UnifiedModel,
  views: readonly View[],
  relations: readonly string[],
): Promise<View[]> {
  const found = new Map<string, ReadonlyMap<string, RelatedView>>();
  for (const relation of new Set(relations)) {
    const ids = views.flatMap(({ data }) => (typeof data[relation] === 'string' ? [data[relation]] : []));
    found.set(relation, await readRelated(db, tenant, model, relation, [...new Set(ids)]));
  }
  if (found.size === 0) return [...views];
  return views.map((view) => {
    const expanded = [...found].map(
      ([relation, related]) => [relation, related.get(String(view.data[relation])) ?? null] as const,
    );
    return { ...view, expanded: Object.fromEntries(expanded) };
  });
}

async function readRelated(
  db: Database,
  tenant: Tenant,
  model: UnifiedModel,
  relation: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, RelatedView>> {
  const known = relationsOf(model);
  if (!known.includes(relation)) {
    const those = known.length === 0 ? 'It has no relations.' : `Its relations are ${known.join(', ')}.`;
    throw new WeftError('invalid', `the model ${model.name} has no relation "${relation}" to expand`, those);
  }
  const { to } = model.relations![relation]!;
  const snapshot = await unifiedTable(db, tenant, { name: to });
  if (snapshot === undefined || ids.length === 0) return new Map();
  const target = await shownModel(db.pool, tenant, to);
  const records = await readByKeys(db.pool, snapshot, ids);
  return new Map(
    [...records].map(([key, { values, changedSeq }]) => {
      const record = { key, data: renderRecord(values, snapshot.columns), created_seq: null, changed_seq: changedSeq };
      const { id, data } = unifiedView(record, target);
      return [key, { id, data }];
    }),
  );
}
