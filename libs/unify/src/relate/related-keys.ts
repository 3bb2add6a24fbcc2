import type { PoolClient } from 'pg';
import {
  ident,
  rows,
  type SnapshotTable,
  sql,
  tableOf,
  type Tenant,
  unifiedSource,
  unifiedTable,
} from '@app/snapshot-core';
import { refText, type SourceRecordRef } from '../model/source-record.ts';
import { relationsOf, type UnifiedModel } from '../model/unified-model.ts';
import { REFERENCES_COLUMN, SOURCES_COLUMN } from '../run/golden-columns.ts';
import type { UnifiedChange } from './related-changes.ts';

/** Records of the model that changed, and those that refer to a record that did, before or now. */
export async function keysWithRelations(
  tx: PoolClient,
  tenant: Tenant,
  model: UnifiedModel,
  snapshot: SnapshotTable,
  changes: readonly UnifiedChange[],
): Promise<string[]> {
  const keys = new Set(keysOf(changes, model.name));
  for (const relation of relationsOf(model)) {
    const { to } = model.relations![relation]!;
    const ids = keysOf(changes, to);
    if (ids.length === 0) continue;
    const refs = await sourcesOf(tx, tenant, to, ids);
    const wanted = refs.map((ref) => JSON.stringify({ [relation]: [ref] }));
    const found = await rows<{ key: string }>(
      tx,
      sql`
        select _key as key from ${tableOf(snapshot)} where ${ident(relation)} = any(${ids}::text[])
        union
        select _key from ${tableOf(snapshot)} where ${ident(REFERENCES_COLUMN)}::jsonb @> any(${wanted}::jsonb[])`,
    );
    for (const { key } of found) keys.add(key);
  }
  return [...keys].sort();
}

/** Records of the model that changed, and those that changed records lead to or led to. */
export async function keysWithRollups(
  tx: PoolClient,
  model: UnifiedModel,
  others: ReadonlyMap<string, SnapshotTable>,
  changes: readonly UnifiedChange[],
): Promise<string[]> {
  const keys = new Set(keysOf(changes, model.name));
  const relations = new Set(Object.values(model.rollups ?? {}).map(({ of, by }) => JSON.stringify([of, by])));
  for (const [name, relation] of [...relations].map((each) => JSON.parse(each) as [string, string])) {
    const other = others.get(name);
    const changed = keysOf(changes, name);
    if (changed.length === 0 || !other?.columns.some((column) => column.name === relation)) continue;
    for (const { source, before } of changes) {
      if (source === unifiedSource(name) && typeof before?.[relation] === 'string') keys.add(before[relation]);
    }
    const found = await rows<{ id: string }>(
      tx,
      sql`
        select distinct ${ident(relation)} as id
        from ${tableOf(other)}
        where _key = any(${changed}::text[]) and ${ident(relation)} is not null`,
    );
    for (const { id } of found) keys.add(id);
  }
  return [...keys].sort();
}

/** Keys of the records of one model, each once. */
const keysOf = (changes: readonly UnifiedChange[], model: string): string[] => [
  ...new Set(changes.flatMap(({ source, key }) => (source === unifiedSource(model) ? [key] : []))),
];

/** The source records that are part of these unified records now. */
async function sourcesOf(tx: PoolClient, tenant: Tenant, model: string, ids: readonly string[]): Promise<string[]> {
  const found = await rows<{ sources: SourceRecordRef[] }>(
    tx,
    sql`
      select ${ident(SOURCES_COLUMN)}::json as sources
      from ${ident(tenant.schemaName, unifiedTable(model))}
      where _key = any(${ids}::text[])`,
  );
  return found.flatMap(({ sources }) => sources.map(refText));
}
