import type { PoolClient } from 'pg';
import type { Linkage } from '../../linkage/linkage.ts';
import { indexKeyPages, type ModelTables } from '../../store/model-tables.ts';
import type { Pace } from '../pace.ts';
import type { Crew } from './crew.ts';
import { EdgeList } from './edge-list.ts';
import { groupKeys, type KeyGroups } from './key-groups.ts';
import { poolKeys } from './pool-keys.ts';
import { chunksOf, shareChunks } from './pool-work.ts';
import type { SharedRows } from './sketch-rows.ts';
import { keyWriter } from './write-pool.ts';

/**
 * Scores every pair of records that share a value, and writes all keys.
 * @param capOf most holders of a value, by the kind of its key
 * @returns the pairs of the bands auto and review
 */
export async function comparePool(
  tx: PoolClient,
  tables: ModelTables,
  crew: Crew,
  records: number,
  capOf: Linkage['capOf'],
  pace: Pace,
): Promise<EdgeList> {
  const { groups, rows } = await findGroups(tx, tables, crew, records, capOf, pace);
  // Postgres indexes the keys while the pairs are scored here.
  const indexed = indexKeyPages(tx, tables);
  const [scored] = await Promise.allSettled([
    crew.work({ what: 'pairs', chunks: chunksOf(records), groups, rows }, 'match', pace),
    indexed,
  ]);
  await indexed;
  if (scored.status === 'rejected') throw scored.reason;
  const edges = new EdgeList();
  for (const chunk of scored.value) edges.append(chunk);
  return edges;
}

/** Of the keys nothing stays in memory but which of them records share. */
async function findGroups(
  tx: PoolClient,
  tables: ModelTables,
  crew: Crew,
  records: number,
  capOf: Linkage['capOf'],
  pace: Pace,
): Promise<{ groups: KeyGroups; rows: SharedRows }> {
  const chunks = await crew.work({ what: 'keys', chunks: chunksOf(records) }, 'match', pace);
  const rows = shareChunks(chunks);
  const keys = poolKeys(chunks, { capOf, isWeak: (kind) => crew.linkage.isWeak(kind) });
  const writer = keyWriter(tx, tables, pace);
  try {
    const groups = await groupKeys(keys, (sorted) => writer.take(sorted), pace);
    await writer.finish();
    return { groups, rows };
  } catch (error) {
    await writer.abort(error);
    throw error;
  }
}
