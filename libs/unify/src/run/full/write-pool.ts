import type { PoolClient } from 'pg';
import { CopyIn } from '@app/snapshot-core';
import type { ModelTables } from '../../store/model-tables.ts';
import type { Pace } from '../pace.ts';
import type { DisjointSets } from './disjoint-sets.ts';
import type { EdgeList } from './edge-list.ts';
import type { PagePack } from './page-pack.ts';
import type { PoolIds } from './pool-ids.ts';
import type { RecordPool } from './record-pool.ts';

/** Rows between two looks at the clock and the socket. */
const ROWS = 256;

/** Takes the pages of all keys. */
export interface KeyWriter {
  take: (pages: PagePack) => Promise<void>;
  finish: () => Promise<void>;
  abort: (error: unknown) => Promise<void>;
}

export function keyWriter(tx: PoolClient, tables: ModelTables, pace: Pace): KeyWriter {
  const copy = new CopyIn(tx, tables.keyPage, ['page', 'part', 'keys'], { freeze: true });
  return {
    async take({ pageBytes, pageEnds, pageNumbers, pageParts }) {
      for (let page = 0; page < pageEnds.length; page += 1) {
        copy.row();
        copy.int32(pageNumbers[page]!);
        copy.int32(pageParts[page]!);
        copy.bytes(pageBytes.subarray(page === 0 ? 0 : pageEnds[page - 1], pageEnds[page]));
        if (page % ROWS > 0) continue;
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
