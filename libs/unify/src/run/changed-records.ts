import {
  getSnapshotTables,
  ident,
  type Queryable,
  rows,
  type SnapshotTable,
  sql,
  type Tenant,
} from '@app/snapshot-core';
import { sourceName } from '../model/source-record.ts';
import type { UnifiedModel } from '../model/unified-model.ts';

/** Keys of the records of one source that changed in some way. */
export interface ChangedKeys {
  /** `integration.stream` */
  source: string;
  keys: string[];
}

/** The sources of a model that the tenant has, by name. */
export async function sourceTables(
  tx: Queryable,
  tenant: Tenant,
  model: UnifiedModel,
): Promise<Map<string, SnapshotTable>> {
  const tables = await getSnapshotTables(tx, tenant);
  const wanted = new Set(model.sources.map(sourceName));
  return new Map([...tables].filter(([source]) => wanted.has(source)));
}

/**
 * Records of these sources that the feed names between two sequence numbers (`after` excluded, `upTo` included).
 * @returns undefined when it names them more than `most` times
 */
export async function changedSince(
  tx: Queryable,
  tenant: Tenant,
  sources: readonly string[],
  { after, upTo, most }: { after: number; upTo: number; most: number },
): Promise<ChangedKeys[] | undefined> {
  const found = await rows<{ source: string; key: string }>(
    tx,
    sql`
      select source, key
      from ${ident(tenant.schemaName, 'change')}
      where seq > ${after} and seq <= ${upTo} and source = any(${sources}::text[])
      order by seq
      limit ${most + 1}`,
  );
  if (found.length > most) return undefined;
  const keys = new Map<string, Set<string>>();
  for (const { source, key } of found) keys.set(source, (keys.get(source) ?? new Set()).add(key));
  return [...keys].map(([source, all]) => ({ source, keys: [...all] }));
}
