import type { PoolClient } from 'pg';
import {
  ident,
  join,
  rows,
  type SnapshotTable,
  type Sql,
  sql,
  type StageRow,
  tableOf,
  type Tenant,
  unifiedSource,
  unifiedTable,
} from '@app/snapshot-core';
import { refText, type SourceRecordRef } from '../model/source-record.ts';
import { relationsOf, type UnifiedModel } from '../model/unified-model.ts';
import { REFERENCES_COLUMN, SOURCES_COLUMN } from '../run/unified-target.ts';
import { openIdIndex } from './id-index.ts';
import { type References, relatedIds, targetsOf } from './related-ids.ts';
import { type UnifiedChange, unifiedChanges } from './relate-state.ts';

const BATCH = 5000;

/**
 * Records of a model whose relations do not lead where they should, with the ids of {@link relationsOf} as they should be. What is
 * looked at: records that changed, and those that refer to a record that did; everything without `since`.
 */
export async function pendingRelations(
  tx: PoolClient,
  tenant: Tenant,
  model: UnifiedModel,
  snapshot: SnapshotTable,
  since: { after: number; upTo: number; oldest: number } | undefined,
): Promise<StageRow[]> {
  const sources = [model.name, ...targetsOf(model)].map(unifiedSource);
  const changes = since && (await unifiedChanges(tx, tenant, sources, since));
  if (changes?.length === 0) return [];
  const keys = changes && (await affectedKeys(tx, tenant, model, snapshot, changes));
  const pending: StageRow[] = [];
  if (keys === undefined) {
    for (let after = '', last = 0; last === 0 || after !== ''; last += 1) {
      const found = await readRelated(tx, snapshot, model, sql`_key > ${after} order by _key limit ${BATCH}`);
      pending.push(...(await wrongOnes(tx, tenant, model, found)));
      after = found.length < BATCH ? '' : found.at(-1)!.key;
    }
  } else {
    for (let at = 0; at < keys.length; at += BATCH) {
      const batch = keys.slice(at, at + BATCH);
      pending.push(
        ...(await wrongOnes(
          tx,
          tenant,
          model,
          await readRelated(tx, snapshot, model, sql`_key = any(${batch}::text[])`),
        )),
      );
    }
  }
  return pending;
}

interface RelatedRow {
  key: string;
  references: References | null;
  ids: (string | null)[];
}

function readRelated(
  tx: PoolClient,
  snapshot: SnapshotTable,
  model: UnifiedModel,
  condition: Sql,
): Promise<RelatedRow[]> {
  return rows<RelatedRow>(
    tx,
    sql`
      select _key as key, ${ident(REFERENCES_COLUMN)}::json as "references",
        array[${join(relationsOf(model).map((name) => ident(name)))}]::text[] as ids
      from ${tableOf(snapshot)}
      where ${condition}`,
  );
}

async function wrongOnes(
  tx: PoolClient,
  tenant: Tenant,
  model: UnifiedModel,
  found: readonly RelatedRow[],
): Promise<StageRow[]> {
  const index = openIdIndex(tx, tenant.schemaName);
  for (const relation of relationsOf(model)) {
    const refs = found.flatMap(({ references }) => references?.[relation] ?? []);
    await index.read(model.relations![relation]!.to, refs);
  }
  return found.flatMap(({ key, references, ids }) => {
    const values = relatedIds(model, references ?? {}, index.idOf);
    return values.every((value, i) => value === ids[i]) ? [] : [{ key, values }];
  });
}

/** Records of the model that changed, and those that refer to a record that did, before or now. */
async function affectedKeys(
  tx: PoolClient,
  tenant: Tenant,
  model: UnifiedModel,
  snapshot: SnapshotTable,
  changes: readonly UnifiedChange[],
): Promise<string[]> {
  const own = unifiedSource(model.name);
  const keys = new Set(changes.flatMap(({ source, key }) => (source === own ? [key] : [])));
  for (const relation of relationsOf(model)) {
    const { to } = model.relations![relation]!;
    const ids = [...new Set(changes.flatMap(({ source, key }) => (source === unifiedSource(to) ? [key] : [])))];
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
