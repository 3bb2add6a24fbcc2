import type { PoolClient } from 'pg';
import { CopyIn } from '../../db/copy/copy-in.ts';
import type { RowPack } from '../../db/copy/row-pack.ts';
import type { SnapshotTable } from '../../snapshot/snapshot-table.ts';
import { noDuplicates } from './duplicates.ts';
import { inlineStage, type InlineRows } from './inline-stage.ts';
import type { Stage } from './stage.ts';
import { copyStaged, rowCount, type StagedRows, type StageRow, stageRowsOf } from './staged-rows.ts';
import { StagingTable } from './staging-table.ts';

type Staged = StageRow | RowPack;

const INLINE_ROWS = 2000;

/**
 * Stages rows that are made here rather than delivered: small ones as parameters, large ones by COPY. Keys have to be
 * distinct.
 * @param columns identifiers of the columns that each row's values are for
 */
export async function stageRows(
  tx: PoolClient,
  snapshot: SnapshotTable,
  runId: number,
  columns: string[],
  rows: StagedRows,
): Promise<{ stage: Stage; drop: () => Promise<void> }> {
  const iterator = Symbol.asyncIterator in rows ? rows[Symbol.asyncIterator]() : rows[Symbol.iterator]();
  const first: Staged[] = [];
  let count = 0;
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    first.push(next.value);
    count += rowCount(next.value);
    if (count > INLINE_ROWS) break;
  }
  if (count <= INLINE_ROWS) {
    return { stage: inline(columns, first.flatMap(stageRowsOf)), drop: () => Promise.resolve() };
  }
  const table = new StagingTable(tx, snapshot.schema, runId, columns);
  await table.create();
  const size = await copyRows(new CopyIn(tx, table.stage(0).from, ['_n', '_key', ...columns]), first, iterator);
  await table.settle(noDuplicates);
  return { stage: table.stage(size), drop: () => table.drop() };
}

function inline(columns: string[], staged: readonly StageRow[]): Stage {
  const rows: InlineRows = {
    n: staged.map((_, i) => i + 1),
    hash: staged.map(() => null),
    key: staged.map(({ key }) => key),
    values: columns.map((_, column) => staged.map(({ values }) => values[column] ?? null)),
  };
  return inlineStage(columns, rows);
}

async function copyRows(
  copy: CopyIn,
  first: readonly Staged[],
  rest: Iterator<Staged> | AsyncIterator<Staged>,
): Promise<number> {
  const write = (staged: Staged) => copyStaged(copy, staged, () => copy.int32(copy.rows));
  try {
    for (const row of first) await write(row);
    for (let next = await rest.next(); !next.done; next = await rest.next()) await write(next.value);
    await copy.finish();
    return copy.rows;
  } catch (error) {
    await copy.abort(error as Error);
    throw error;
  }
}
