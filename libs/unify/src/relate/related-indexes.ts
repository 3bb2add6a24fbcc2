import { createHash } from 'node:crypto';
import { ident, rows, type SnapshotTable, sql, tableOf } from '@app/snapshot-core';
import type { PoolClient } from 'pg';
import { relationsOf, type UnifiedModel } from '../model/unified-model.ts';
import { REFERENCES_COLUMN } from '../run/golden-columns.ts';

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
  const indexes = new Map([
    [indexName(model, REFERENCES_COLUMN), sql`using gin ((${ident(REFERENCES_COLUMN)}::jsonb) jsonb_path_ops)`],
    ...relations.map((relation) => [indexName(model, relation), sql`(${ident(relation)})`] as const),
  ]);
  const wanted = [...indexes.keys()].map((name) => ident(snapshot.schema, name).toQuery().text);
  const there = await rows<{ there: boolean }>(
    tx,
    sql`
      select to_regclass(name) is not null as there
      from unnest(${wanted}::text[]) with ordinality as wanted (name, position)
      order by position`,
  );
  for (const [i, [name, definition]] of [...indexes].entries()) {
    if (!there[i]!.there) await tx.query(sql`create index ${ident(name)} on ${table} ${definition}`.toQuery().text);
  }
}

const indexName = ({ name }: UnifiedModel, column: string): string =>
  `related_${createHash('sha256').update(`${name} ${column}`).digest('hex').slice(0, 16)}`;
