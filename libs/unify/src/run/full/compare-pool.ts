import type { PoolClient } from 'pg';
import { compareText } from '../../model/source-record.ts';
import { readWide, WIDE_CAP } from '../../linkage/wide-values.ts';
import { indexKeyPages, type ModelTables } from '../../store/model-tables.ts';
import type { UnifyState } from '../../store/unify-state.ts';
import type { Pace } from '../pace.ts';
import type { Crew } from './crew.ts';
import { drawRecords } from './draw-records.ts';
import { EdgeList } from './edge-list.ts';
import { judgeKinds } from './judge-kinds.ts';
import { groupKeys, type KeyGroups, type SortParts } from './key-groups.ts';
import { type PoolKeys, poolKeys } from './pool-keys.ts';
import { chunksOf, shareChunks } from './pool-work.ts';
import type { RecordPool } from './record-pool.ts';
import type { SharedRows } from './sketch-rows.ts';
import { partsOf } from './sort-part.ts';
import type { ComingWeights } from './weights-for.ts';
import { keyWriter } from './write-pool.ts';

type Weights = Pick<UnifyState, 'weights' | 'weightsTried'>;

/** Records whose pairs tell which kinds of values are weak among all: what brings one pair to fifty of them brings so 400. */
const JUDGED = 10_000;

/** All records of a pool, and who compares them. */
export interface Compared {
  readonly tables: ModelTables;
  readonly crew: Crew;
  readonly pool: RecordPool;
  /** A value that more records share makes no pairs, however many its kind allows. */
  readonly maxHolders: number;
  /** Kinds that decide by themselves, as exact rules do. */
  readonly deciding: readonly string[];
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
  const found = await findGroups(tx, compared, coming, pace);
  // Postgres indexes the keys while the pairs are scored here.
  const indexed = indexKeyPages(tx, compared.tables);
  const [scored] = await Promise.allSettled([score(compared, found, coming.isPartial, pace), indexed]);
  await indexed;
  if (scored.status === 'rejected') throw scored.reason;
  const { chunks, weights } = scored.value;
  const edges = new EdgeList();
  for (const chunk of chunks) edges.append(chunk);
  return { edges, weights };
}

/** What records share, and what they are compared by. */
interface Found {
  readonly groups: KeyGroups;
  readonly rows: SharedRows;
  readonly weights: Weights;
}

async function score(compared: Compared, found: Found, isPartial: boolean, pace: Pace) {
  const weights = isPartial ? await judged(compared, found, pace) : found.weights;
  const { groups, rows } = found;
  const task = {
    what: 'pairs',
    chunks: chunksOf(compared.pool.length),
    groups,
    rows,
    weights: weights.weights!,
  } as const;
  return { chunks: await compared.crew.work(task, 'match', pace), weights };
}

/** Weights learnt from a sample, with what all records show of kinds of values. */
async function judged(
  { crew, pool, deciding }: Compared,
  { groups, rows, weights }: Found,
  pace: Pace,
): Promise<Weights> {
  const { weak = [], ...learnt } = weights.weights!;
  const { linkage, rows: prepared } = crew.scoringOf(rows, weights.weights!);
  const steps = judgeKinds({
    groups,
    drawn: drawRecords(pool, JUDGED, 'high'),
    known: new Set([...weak, ...deciding]),
    bandOf: (a, b) => linkage.edge(prepared.prepared(a), prepared.prepared(b))?.band ?? 'none',
  });
  for (;;) {
    const { done, value } = steps.next();
    if (done) return { ...weights, weights: { ...learnt, weak: [...weak, ...value].sort(compareText) } };
    if (pace.due()) await pace.pause();
  }
}

/** Of the keys nothing stays in memory but which of them records share. */
async function findGroups(
  tx: PoolClient,
  { tables, crew, pool, maxHolders }: Compared,
  coming: ComingWeights,
  pace: Pace,
): Promise<Found> {
  const { keys, rows, weights } = await makeKeys(crew, pool.length, maxHolders, coming, pace);
  await crew.relieve(); // of caches and keys: of all steps the next takes most memory
  const writer = keyWriter(tx, tables, pace);
  const sortParts: SortParts = async (sorted, take) => {
    await crew.hand({ what: 'parts', chunks: partsOf(sorted), keys: sorted }, 'match', pace, take);
    await crew.relieve(); // of hashes, which take no memory once nobody has them
  };
  try {
    const groups = await groupKeys(keys, sortParts, (pages) => writer.take(pages));
    await writer.finish();
    return { groups, rows, weights };
  } catch (error) {
    await writer.abort(error);
    throw error;
  }
}

/** Keys are made while a thread may still be learning weights; its place is taken by one that makes keys, too. */
async function makeKeys(
  crew: Crew,
  records: number,
  maxHolders: number,
  coming: ComingWeights,
  pace: Pace,
): Promise<{ keys: PoolKeys; rows: SharedRows; weights: Weights }> {
  const weights = coming.weights();
  const enlist = () => crew.enlist();
  if (!coming.isLearning) enlist();
  else void weights.then(enlist, () => undefined); // what went wrong is told below
  const chunks = await crew.work({ what: 'keys', chunks: chunksOf(records) }, 'match', pace);
  const known = await weights;
  const capOf = (kind: string) => Math.min(crew.capOf(kind), maxHolders);
  const wide = { hashes: readWide(known.weights!.wide), cap: Math.min(WIDE_CAP, maxHolders) };
  return { keys: poolKeys(chunks, capOf, wide), rows: shareChunks(chunks), weights: known };
}
