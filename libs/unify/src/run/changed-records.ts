import {
  getSnapshotTables,
  ident,
  type Queryable,
  rows,
  type SnapshotTable,
  sql,
  tableOf,
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

/** Records of these sources that the feed names between two sequence numbers (`after` excluded, `upTo` included). */
export function changedSince(
  tx: Queryable,
  tenant: Tenant,
  sources: readonly string[],
  after: number,
  upTo: number,
): Promise<ChangedKeys[]> {
  return rows<ChangedKeys>(
    tx,
    sql`
      select source, array_agg(distinct key order by key) as keys
      from ${ident(tenant.schemaName, 'change')}
      where seq > ${after} and seq <= ${upTo} and source = any(${sources}::text[])
      group by source
      order by source`,
  );
}

/** Every record of the sources, and every member whose record or source is gone. */
export async function allRecords(
  tx: Queryable,
  schema: string,
  model: string,
  tables: ReadonlyMap<string, SnapshotTable>,
): Promise<ChangedKeys[]> {
  const keys = new Map<string, Set<string>>();
  for (const [source, snapshot] of tables) {
    const found = await rows<{ key: string }>(tx, sql`select _key as key from ${tableOf(snapshot)} order by _key`);
    keys.set(source, new Set(found.map(({ key }) => key)));
  }
  const members = await rows<{ source: string; key: string }>(
    tx,
    sql`select source, key from ${ident(schema, 'member')} where model = ${model} order by ref`,
  );
  for (const { source, key } of members) keys.set(source, (keys.get(source) ?? new Set()).add(key));
  return [...keys].map(([source, all]) => ({ source, keys: [...all] }));
}
