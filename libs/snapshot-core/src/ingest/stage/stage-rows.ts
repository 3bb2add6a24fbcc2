import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { stagingTable } from '../../db/names.ts';
import type { SnapshotTable } from '../../snapshot/snapshot-table.ts';
import { LF, QUOTE } from '../csv/dialect.ts';
import { csvField } from '../record-key.ts';
import { closeCopy } from '../../db/copy/close-copy.ts';
import { noDuplicates } from './duplicates.ts';
import { inlineStage, type InlineRows } from './inline-stage.ts';
import type { Stage } from './stage.ts';
import { StagingTable } from './staging-table.ts';

/** A row to stage: its record key and the values of the stage's columns. */
export interface StageRow {
  key: string;
  values: readonly (string | null)[];
}

const INLINE_ROWS = 2000;
const CHUNK_CHARACTERS = 1 << 19;

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
  rows: Iterable<StageRow>,
): Promise<{ stage: Stage; drop: () => Promise<void> }> {
  const iterator = rows[Symbol.iterator]();
  const first: StageRow[] = [];
  for (let next = iterator.next(); !next.done; next = iterator.next()) {
    first.push(next.value);
    if (first.length > INLINE_ROWS) break;
  }
  if (first.length <= INLINE_ROWS) return { stage: inline(columns, first), drop: () => Promise.resolve() };
  const dialect = { delimiter: ','.charCodeAt(0), quote: QUOTE, newline: LF };
  const table = new StagingTable(tx, snapshot.schema, stagingTable(runId), columns, dialect);
  await table.create();
  const size = await copyRows(table, first, iterator);
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

async function copyRows(table: StagingTable, first: readonly StageRow[], rest: Iterator<StageRow>): Promise<number> {
  const copy = table.copy();
  const ended = finished(copy);
  ended.catch(() => undefined); // awaited below; meanwhile a failure must not go unheard of
  let size = 0;
  let text = '';
  const write = async ({ key, values }: StageRow) => {
    const fields = values.map((value) => (value === null ? '' : csvField(value)));
    text += `${++size},,${csvField(key)},${fields.join(',')}\n`;
    if (text.length < CHUNK_CHARACTERS) return;
    const full = copy.write(text);
    text = '';
    if (!full) await Promise.race([once(copy, 'drain'), ended]);
  };
  try {
    for (const row of first) await write(row);
    for (let next = rest.next(); !next.done; next = rest.next()) await write(next.value);
    copy.end(text);
    await ended;
    return size;
  } catch (error) {
    await closeCopy(copy, error as Error);
    throw error;
  }
}
