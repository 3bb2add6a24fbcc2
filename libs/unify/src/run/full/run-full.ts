import type { PoolClient } from 'pg';
import type { SnapshotTable, Sql } from '@app/snapshot-core';
import type { Linkage } from '../../linkage/linkage.ts';
import type { LinkageWeights } from '../../linkage/linkage-weights.ts';
import { pinnedValues } from '../../merge/apply-pins.ts';
import type { UnifiedModel } from '../../model/unified-model.ts';
import type { MappingError } from '../../project/mapping-error.ts';
import { readLinks, takeDecisions } from '../../store/links.ts';
import { createNextTables, indexMembersAndEdges } from '../../store/model-tables.ts';
import { readPins } from '../../store/pins.ts';
import { parseProjection } from '../../store/projection-text.ts';
import type { UnifyState } from '../../store/unify-state.ts';
import { lineageOf } from '../lineage-of.ts';
import type { Pace } from '../pace.ts';
import { PreparedCache } from '../prepared-cache.ts';
import type { Unification } from '../unification.ts';
import { clusterPool } from './cluster-pool.ts';
import { groupKeys } from './key-groups.ts';
import { linkPool } from './link-pool.ts';
import { poolIds } from './pool-ids.ts';
import { keysOfPool } from './pool-keys.ts';
import { readPool } from './read-pool.ts';
import { scorePairs } from './score-pairs.ts';
import { sortHashes } from './sort-hashes.ts';
import { weightsFor } from './weights-for.ts';
import { goldenRows, writeEdges, writeKeys, writeMembers } from './write-pool.ts';

/** What a full run starts from. */
export interface FullInput {
  schema: string;
  model: UnifiedModel;
  tables: ReadonlyMap<string, SnapshotTable>;
  /** Members of the run before, `select source, key, unified_id`; undefined when there was none. */
  members: Sql | undefined;
  /** Weights that are frozen for this version of the model; null when there are none yet. */
  frozen: Pick<UnifyState, 'weights' | 'weightsTried'>;
  /** Opens the model's linkage. */
  open: (weights: LinkageWeights) => Linkage;
  /** Told of mappings that fail on a record. */
  report: (fault: MappingError) => void;
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
  const weights = await weightsFor(model, pool, input.frozen, pace);
  const linkage = input.open(weights.weights!);
  const prepared = new PreparedCache((record) =>
    linkage.prepare(parseProjection(model, pool.projections.text(record))),
  );
  const keys = await keysOfPool(model, linkage, pool, pace);
  const order = sortHashes(keys.high, keys.low);
  const groups = groupKeys(keys, order);
  const links = await readLinks(tx, schema, model.name);
  // Postgres takes the keys and indexes them while the pairs are scored here.
  const written = writeKeys(tx, tables, keys, order, pace);
  const [scored] = await Promise.allSettled([scorePairs(linkage, groups, prepared, pace), written]);
  await written;
  if (scored.status === 'rejected') throw scored.reason;
  const { edges } = scored.value;
  const forbidden = linkPool(pool, edges, links, linkage, prepared);
  const clusters = await clusterPool(model, linkage, pool, edges, forbidden, prepared, pace);
  const ids = poolIds(pool, clusters, goneIds);
  await writeMembers(tx, tables, pool, clusters, ids, pace);
  await writeEdges(tx, tables, edges, pace);
  await indexMembersAndEdges(tx, tables);
  const pins = pinnedValues(await readPins(tx, schema, model.name));
  return {
    received: pool.length,
    rows: goldenRows(model, pool, clusters, ids, pins, pace),
    clusters: clusters.count(),
    retired: ids.retired,
    lineage: lineageOf(ids),
    nextMember: pool.length,
    weights,
  };
}
