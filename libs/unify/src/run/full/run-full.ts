import type { PoolClient } from 'pg';
import type { CountedTable, Sql } from '@app/snapshot-core';
import { pinnedValues } from '../../merge/apply-pins.ts';
import { exactRules } from '../../model/exact-rules.ts';
import type { UnifiedModel } from '../../model/unified-model.ts';
import type { MappingError } from '../../project/mapping-error.ts';
import { readLinks, takeDecisions } from '../../store/links.ts';
import { createNextTables, indexMembersAndEdges, type ModelTables } from '../../store/model-tables.ts';
import { readPins } from '../../store/pins.ts';
import type { UnifyState } from '../../store/unify-state.ts';
import { beside } from '../beside.ts';
import { lineageOf } from '../lineage-of.ts';
import type { Pace } from '../pace.ts';
import type { Unification } from '../unification.ts';
import { clusterPool } from './cluster-pool.ts';
import { comparePool } from './compare-pool.ts';
import { Crew } from './crew.ts';
import type { DisjointSets } from './disjoint-sets.ts';
import type { EdgeList } from './edge-list.ts';
import { GoldenRows } from './golden-rows.ts';
import { linkPool } from './link-pool.ts';
import { poolIds } from './pool-ids.ts';
import { readPool } from './read-pool.ts';
import type { RecordPool } from './record-pool.ts';
import { weightsFor } from './weights-for.ts';
import { writeEdges, writeMembers } from './write-pool.ts';

/** What a full run starts from. */
export interface FullInput {
  schema: string;
  model: UnifiedModel;
  tables: ReadonlyMap<string, CountedTable>;
  /** Members of the run before, `select source, key, unified_id`; undefined when there was none. */
  members: Sql | undefined;
  /** Weights that are frozen for this version of the model; null when there are none yet. */
  frozen: Pick<UnifyState, 'weights' | 'weightsTried'>;
  /** A value that more records share makes no pairs, however many its kind allows. */
  maxHolders: number | undefined;
  /** Told of mappings that fail on a record. */
  report: (fault: MappingError) => void;
  /** Takes what has to be called when the run ends, however it does. */
  atEnd: (close: () => Promise<void>) => void;
}

/**
 * Looks at every record of the model's sources and makes the model's tables anew, beside those in use: see
 * `putInPlace`. Takes some 500 bytes of memory for each record, nearly all of it outside of the heap.
 */
export async function runFull(tx: PoolClient, input: FullInput, pace: Pace): Promise<Unification> {
  const { schema, model } = input;
  await takeDecisions(tx, schema, model.name); // everything is looked at
  const tables = await createNextTables(tx, schema, model.name);
  const { pool, goneIds } = await readPool(tx, model, input.tables, input.members, input.report, pace);
  const { edges, clusters, weights } = await compare(tx, input, tables, pool, pace);
  const ids = poolIds(pool, clusters, goneIds);
  const pins = pinnedValues(await readPins(tx, schema, model.name));
  const golden = { model, pool: pool.share(), ids: ids.bytes, ...clusters.sets(1) };
  const rows = new GoldenRows(golden, pins, pace);
  input.atEnd(() => rows.close());
  await writeMembers(tx, tables, pool, clusters, ids, pace);
  await writeEdges(tx, tables, edges, pace);
  await indexAside(tx, tables, rows);
  return {
    received: pool.length,
    rows,
    clusters: golden.starts.length - 1,
    retired: ids.retired,
    lineage: lineageOf(ids),
    nextMember: pool.length,
    weights,
  };
}

/** Postgres indexes while unified records are made here. */
async function indexAside(tx: PoolClient, tables: ModelTables, rows: GoldenRows): Promise<void> {
  let isIndexed = false;
  const indexed = indexMembersAndEdges(tx, tables).finally(() => (isIndexed = true));
  await beside(indexed, () => rows.ahead(() => isIndexed));
}

/** Which records are alike, and which are one. */
async function compare(
  tx: PoolClient,
  { schema, model, frozen, maxHolders = Infinity }: FullInput,
  tables: ModelTables,
  pool: RecordPool,
  pace: Pace,
): Promise<{ edges: EdgeList; clusters: DisjointSets; weights: Unification['weights'] }> {
  const coming = await weightsFor(model, pool, frozen, pace);
  const crew = new Crew({ model, words: coming.words, projections: pool.projections.share() });
  try {
    const deciding = exactRules(model).map(({ name }) => name);
    const compared = { tables, crew, pool, maxHolders, deciding };
    const { edges, weights } = await comparePool(tx, compared, coming, pace);
    const links = await readLinks(tx, schema, model.name);
    const prepared = crew.prepared();
    const forbidden = linkPool(pool, edges, links, crew.linkage, prepared);
    const clusters = await clusterPool(model, crew.linkage, pool, edges, forbidden, prepared, pace);
    return { edges, clusters, weights };
  } finally {
    await Promise.all([crew.close(), coming.close()]);
  }
}
