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
} from '@app/snapshot-core';
import { relationsOf, type UnifiedModel } from '../model/unified-model.ts';
import { REFERENCES_COLUMN } from '../run/golden-columns.ts';
import { openIdIndex } from './id-index.ts';
import { type References, relatedIds } from './related-ids.ts';

const BATCH = 5000;

/**
 * Records of a model whose relations do not lead where they should, with the ids of {@link relationsOf} as they should be.
 * @param keys the records to look at; all of them without
 */
export async function wrongRelations(
  tx: PoolClient,
  tenant: Tenant,
  model: UnifiedModel,
  snapshot: SnapshotTable,
  keys: readonly string[] | undefined,
): Promise<StageRow[]> {
  const pending: StageRow[] = [];
  for await (const batch of batches(tx, model, snapshot, keys))
    pending.push(...(await wrongOnes(tx, tenant, model, batch)));
  return pending;
}

async function* batches(
  tx: PoolClient,
  model: UnifiedModel,
  snapshot: SnapshotTable,
  keys: readonly string[] | undefined,
): AsyncGenerator<RelatedRow[]> {
  if (keys === undefined) {
    for (let after: string | undefined = ''; after !== undefined;) {
      const found: RelatedRow[] = await readRelated(
        tx,
        snapshot,
        model,
        sql`_key > ${after} order by _key limit ${BATCH}`,
      );
      yield found;
      after = found.length < BATCH ? undefined : found.at(-1)!.key;
    }
    return;
  }
  for (let at = 0; at < keys.length; at += BATCH) {
    yield await readRelated(tx, snapshot, model, sql`_key = any(${keys.slice(at, at + BATCH)}::text[])`);
  }
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
