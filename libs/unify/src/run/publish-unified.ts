import type { PoolClient } from 'pg';
import { loadRows, publish, type Published, saveStreamIfChanged, stageRows } from '@app/snapshot-core';
import type { UnifiedModel } from '../model/unified-model.ts';
import { withRelations } from '../relate/with-relations.ts';
import { goldenColumns } from './golden-row.ts';
import type { UnifiedTarget } from './unified-target.ts';
import type { Unification } from './unification.ts';

/** Publishes unified records by the diff of ingest; the first ones, with which there is nothing to compare, directly. */
export async function publishUnified(
  tx: PoolClient,
  runId: number,
  { before, stream, snapshot, isNew }: UnifiedTarget,
  model: UnifiedModel,
  unification: Unification,
): Promise<Published> {
  const { retired, lineage } = unification;
  const { columns, rows } = await withRelations(tx, snapshot, model, goldenColumns(model), unification.rows);
  const published = isNew
    ? await loadRows(tx, runId, snapshot, columns, rows)
    : await publishDiff(tx, runId, { snapshot, columns, rows, retired, lineage, keeps: model.rollups !== undefined });
  const recordCount = stream.recordCount + published.created - published.deletedByAbsence;
  await saveStreamIfChanged(tx, before, { ...stream, recordCount });
  return published;
}

async function publishDiff(
  tx: PoolClient,
  runId: number,
  unified: Pick<UnifiedTarget, 'snapshot'> &
    Pick<Unification, 'rows' | 'retired' | 'lineage'> & { columns: string[]; keeps: boolean },
): Promise<Published> {
  const { snapshot, columns, rows, retired, lineage, keeps } = unified;
  const { stage, drop } = await stageRows(tx, snapshot, runId, columns, rows);
  const published = await publish(tx, runId, {
    snapshot,
    stage,
    merge: keeps ? 'patch' : 'replace', // roll-ups are none of this run's business
    ignore: [],
    deletedWhen: {},
    absence: { type: 'keys', keys: [...retired.keys()] },
    lineage,
  });
  await drop();
  return published;
}
