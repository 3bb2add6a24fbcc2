import type { PoolClient } from 'pg';
import { CopyIn, type StageRow } from '@app/snapshot-core';
import type { PinnedValues } from '../../merge/apply-pins.ts';
import type { UnifiedModel } from '../../model/unified-model.ts';
import type { ModelTables } from '../../store/model-tables.ts';
import { parseProjection } from '../../store/projection-text.ts';
import { goldenRow } from '../golden-row.ts';
import type { Pace } from '../pace.ts';
import type { DisjointSets } from './disjoint-sets.ts';
import type { EdgeList } from './edge-list.ts';
import type { SortedKeys } from './key-groups.ts';
import type { PoolIds } from './pool-ids.ts';
import type { RecordPool } from './record-pool.ts';

/** Rows between two looks at the clock and the socket. */
const ROWS = 256;

/** Takes the keys in the order of their hashes: the holders of a value lie together, so that looking one up reads one page. */
export interface KeyWriter {
  take: (sorted: SortedKeys) => Promise<void>;
  finish: () => Promise<void>;
  abort: (error: unknown) => Promise<void>;
}

export function keyWriter(tx: PoolClient, tables: ModelTables, pace: Pace): KeyWriter {
  const copy = new CopyIn(tx, tables.matchKey, ['hash', 'member'], { freeze: true });
  return {
    async take({ high, low, holder, order }) {
      for (let i = 0; i < order.length; i += 1) {
        const key = order[i]!;
        copy.row();
        copy.int64(high[key]!, low[key]!);
        copy.int32(holder[key]!);
        if (i % ROWS > 0) continue;
        await copy.flush();
        if (pace.due()) await pace.pause();
      }
    },
    finish: () => copy.finish(),
    abort: (error) => copy.abort(error as Error),
  };
}

export async function writeMembers(
  tx: PoolClient,
  tables: ModelTables,
  pool: RecordPool,
  clusters: DisjointSets,
  ids: PoolIds,
  pace: Pace,
): Promise<void> {
  const columns = ['id', 'source', 'key', 'unified_id', 'projection'];
  await copyRows(tx, tables.member, columns, pool.length, pace, (copy, record) => {
    copy.int32(record);
    copy.text(pool.source(record));
    copy.bytes(pool.keys.bytes(record));
    copy.bytes(ids.bytesOf(clusters.find(record)));
    copy.bytes(pool.projections.bytes(record));
  });
}

export async function writeEdges(tx: PoolClient, tables: ModelTables, edges: EdgeList, pace: Pace): Promise<void> {
  const columns = ['a', 'b', 'weight', 'band', 'rule', 'held'];
  await copyRows(tx, tables.edge, columns, edges.length, pace, (copy, edge) => {
    copy.int32(edges.a(edge));
    copy.int32(edges.b(edge));
    copy.float64(edges.weight(edge));
    copy.int16(edges.band(edge));
    copy.text(edges.rule(edge));
    copy.text(edges.held(edge));
  });
}

async function copyRows(
  tx: PoolClient,
  table: ModelTables[keyof ModelTables],
  columns: readonly string[],
  rows: number,
  pace: Pace,
  add: (copy: CopyIn, row: number) => void,
): Promise<void> {
  const copy = new CopyIn(tx, table, columns, { freeze: true });
  try {
    for (let row = 0; row < rows; row += 1) {
      copy.row();
      add(copy, row);
      if (row % ROWS > 0) continue;
      await copy.flush();
      if (pace.due()) await pace.pause();
    }
    await copy.finish();
  } catch (error) {
    await copy.abort(error as Error);
    throw error;
  }
}

/** The unified record of each cluster, in the order of their first records. */
export async function* goldenRows(
  model: UnifiedModel,
  pool: RecordPool,
  clusters: DisjointSets,
  ids: PoolIds,
  pins: PinnedValues,
  pace: Pace,
): AsyncGenerator<StageRow> {
  const { starts, members } = clusters.sets();
  const member = (record: number) => ({
    ref: pool.ref(record),
    projection: parseProjection(model, pool.projections.text(record)),
  });
  pace.tell('publish', 0, pool.length);
  let set = 0;
  for (let record = 0; record < pool.length; record += 1) {
    if (clusters.find(record) !== record) continue;
    const several = members[starts[set]!] === record && set + 1 < starts.length;
    const own = several ? members.subarray(starts[set], starts[set + 1]) : [record];
    if (several) set += 1;
    yield goldenRow(model, ids.idOf(record), Array.from(own, member), pins);
    if (pace.due()) await pace.breathe('publish', record, pool.length);
  }
}
