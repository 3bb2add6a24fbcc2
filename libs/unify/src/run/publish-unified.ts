import type { PoolClient } from 'pg';
import { loadRows, publish, type Published, saveStream, stageRows } from '@app/snapshot-core';
import type { UnifiedModel } from '../model/unified-model.ts';
import { goldenColumns } from './golden-row.ts';
import type { UnifiedTarget } from './unified-target.ts';
import type { Unification } from './unification.ts';

/** Publishes unified records by the diff of ingest; the first ones, with which there is nothing to compare, directly. */
export async function publishUnified(
  tx: PoolClient,
  runId: number,
  { stream, snapshot, isNew }: UnifiedTarget,
  model: UnifiedModel,
  { rows, retired, lineage }: Unification,
): Promise<Published> {
  const columns = goldenColumns(model);
  const published = isNew
    ? await loadRows(tx, runId, snapshot, columns, rows)
    : await publishDiff(tx, runId, { snapshot, columns, rows, retired, lineage });
  const recordCount = stream.recordCount + published.created - published.deletedByAbsence;
  await saveStream(tx, { ...stream, recordCount });
  return published;
}

async function publishDiff(
  tx: PoolClient,
  runId: number,
  unified: Pick<UnifiedTarget, 'snapshot'> & Pick<Unification, 'rows' | 'retired' | 'lineage'> & { columns: string[] },
): Promise<Published> {
  const { snapshot, columns, rows, retired, lineage } = unified;
  const { stage, drop } = await stageRows(tx, snapshot, runId, columns, rows);
  const published = await publish(tx, runId, {
    snapshot,
    stage,
    merge: 'replace',
    ignore: [],
    deletedWhen: {},
    absence: { type: 'keys', keys: [...retired.keys()] },
    lineage,
  });
  await drop();
  return published;
}
