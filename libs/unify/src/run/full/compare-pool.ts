import type { PoolClient } from 'pg';
import { indexKeyPages, type ModelTables } from '../../store/model-tables.ts';
import type { UnifyState } from '../../store/unify-state.ts';
import type { Pace } from '../pace.ts';
import type { Crew } from './crew.ts';
import { EdgeList } from './edge-list.ts';
import { groupKeys, type KeyGroups } from './key-groups.ts';
import { poolKeys } from './pool-keys.ts';
import { chunksOf, shareChunks } from './pool-work.ts';
import type { SharedRows } from './sketch-rows.ts';
import type { ComingWeights } from './weights-for.ts';
import { keyWriter } from './write-pool.ts';

type Weights = Pick<UnifyState, 'weights' | 'weightsTried'>;

/** All records of a pool, and who compares them. */
export interface Compared {
  readonly tables: ModelTables;
  readonly crew: Crew;
  readonly records: number;
  /** A value that more records share makes no pairs, however many its kind allows. */
  readonly maxHolders: number;
}

/**
 * Scores every pair of records that share a value, and writes all keys.
 * @returns the pairs of the bands auto and review, and the weights that they were scored by
 */
export async function comparePool(
  tx: PoolClient,
  compared: Compared,
  coming: ComingWeights,
  pace: Pace,
): Promise<{ edges: EdgeList; weights: Weights }> {
  const { crew, tables, records } = compared;
  const { groups, rows, weights } = await findGroups(tx, compared, coming, pace);
  // Postgres indexes the keys while the pairs are scored here.
  const indexed = indexKeyPages(tx, tables);
  const chunks = chunksOf(records);
  const [scored] = await Promise.allSettled([
    crew.work({ what: 'pairs', chunks, groups, rows, weights: weights.weights! }, 'match', pace),
    indexed,
  ]);
  await indexed;
  if (scored.status === 'rejected') throw scored.reason;
  const edges = new EdgeList();
  for (const chunk of scored.value) edges.append(chunk);
  return { edges, weights };
}

/** Of the keys nothing stays in memory but which of them records share. */
async function findGroups(
  tx: PoolClient,
  { tables, crew, records, maxHolders }: Compared,
  coming: ComingWeights,
  pace: Pace,
): Promise<{ groups: KeyGroups; rows: SharedRows; weights: Weights }> {
  const { chunks, weights } = await makeKeys(crew, records, coming, pace);
  const rows = shareChunks(chunks);
  const weak = new Set(weights.weights!.weak);
  const keys = poolKeys(chunks, {
    capOf: (kind) => Math.min(crew.capOf(kind), maxHolders),
    isWeak: (kind) => weak.has(kind),
  });
  const writer = keyWriter(tx, tables, pace);
  try {
    const groups = await groupKeys(keys, (sorted) => writer.take(sorted), pace);
    await writer.finish();
    return { groups, rows, weights };
  } catch (error) {
    await writer.abort(error);
    throw error;
  }
}

/** Keys are made while a thread may still be learning weights; its place is taken by one that makes keys, too. */
async function makeKeys(crew: Crew, records: number, coming: ComingWeights, pace: Pace) {
  const weights = coming.weights();
  const enlist = () => crew.enlist();
  if (!coming.isLearning) enlist();
  else void weights.then(enlist, () => undefined); // what went wrong is told below
  const chunks = await crew.work({ what: 'keys', chunks: chunksOf(records) }, 'match', pace);
  return { chunks, weights: await weights };
}
