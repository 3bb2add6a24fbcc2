import type { PoolClient } from 'pg';
import { type SnapshotTable, type StagedRows, type StageRow, stageRowsOf } from '@app/snapshot-core';
import { relationsOf, rollupsOf, shownFields, type UnifiedModel } from '../model/unified-model.ts';
import { REFERENCES_COLUMN } from '../run/golden-columns.ts';
import { openIdIndex } from './id-index.ts';
import { type References, relatedIds, targetsOf } from './related-ids.ts';

/**
 * Golden rows with what their relations lead to: the ids of the unified records that the referenced source records are part of.
 * Also with nulls for fields that the model had once, where roll-ups keep such a row from being replaced as a whole.
 */
export async function withRelations(
  tx: PoolClient,
  snapshot: SnapshotTable,
  model: UnifiedModel,
  columns: string[],
  rows: StagedRows,
): Promise<{ columns: string[]; rows: StagedRows }> {
  if (model.relations === undefined && model.rollups === undefined) return { columns, rows };
  const relations = relationsOf(model);
  const shown = new Set([...shownFields(model), ...rollupsOf(model), ...columns]);
  const former = snapshot.columns.flatMap(({ name }) => (shown.has(name) ? [] : [name]));
  const place = columns.indexOf(REFERENCES_COLUMN);
  const referencesOf = ({ values }: StageRow) => JSON.parse(values[place] ?? '{}') as References;
  const idOf = await idsFor(tx, snapshot, model, rows, referencesOf);
  async function* related(): AsyncGenerator<StageRow> {
    for await (const staged of rows) {
      for (const row of stageRowsOf(staged)) {
        const ids = relations.length === 0 ? [] : relatedIds(model, referencesOf(row), idOf);
        yield { key: row.key, values: [...row.values, ...ids, ...former.map(() => null)] };
      }
    }
  }
  return { columns: [...columns, ...relations, ...former], rows: related() };
}

/** Few rows are looked up one by one; for many, which are staged while nothing can be asked, all ids are read before. */
async function idsFor(
  tx: PoolClient,
  { schema }: SnapshotTable,
  model: UnifiedModel,
  rows: StagedRows,
  referencesOf: (row: StageRow) => References,
): Promise<(target: string, ref: string) => string | null> {
  const index = openIdIndex(tx, schema);
  for (const target of targetsOf(model)) {
    if (!Array.isArray(rows)) await index.readAll(target);
    else {
      const refs = (rows as StageRow[]).flatMap((row) =>
        relationsOf(model).flatMap((relation) =>
          model.relations![relation]!.to === target ? (referencesOf(row)[relation] ?? []) : [],
        ),
      );
      await index.read(target, refs);
    }
  }
  return index.idOf;
}
