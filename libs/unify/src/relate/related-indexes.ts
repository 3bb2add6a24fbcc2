import { createHash } from 'node:crypto';
import { first, ident, type Queryable, type SnapshotTable, sql, tableOf } from '@app/snapshot-core';
import type { PoolClient } from 'pg';
import { relationsOf, type UnifiedModel } from '../model/unified-model.ts';
import { REFERENCES_COLUMN } from '../run/unified-target.ts';

/**
 * Makes the indexes by which a model's records are found that refer to a source record, and to a unified record. An index
 * is asked for by name first: to make one that is there waits for all writers.
 */
export async function createRelatedIndexes(
  tx: PoolClient,
  snapshot: SnapshotTable,
  model: UnifiedModel,
): Promise<void> {
  const relations = relationsOf(model);
  if (relations.length === 0) return;
  const table = tableOf(snapshot);
  const references = indexName(model, REFERENCES_COLUMN);
  if (!(await exists(tx, snapshot.schema, references))) {
    const column = ident(REFERENCES_COLUMN);
    await tx.query(
      sql`create index ${ident(references)} on ${table} using gin ((${column}::jsonb) jsonb_path_ops)`.toQuery().text,
    );
  }
  for (const relation of relations) {
    const name = indexName(model, relation);
    if (await exists(tx, snapshot.schema, name)) continue;
    await tx.query(sql`create index ${ident(name)} on ${table} (${ident(relation)})`.toQuery().text);
  }
}

const indexName = ({ name }: UnifiedModel, column: string): string =>
  `related_${createHash('sha256').update(`${name} ${column}`).digest('hex').slice(0, 16)}`;

async function exists(tx: Queryable, schema: string, name: string): Promise<boolean> {
  const found = await first(tx, sql`select where to_regclass(${ident(schema, name).toQuery().text}) is not null`);
  return found !== undefined;
}
