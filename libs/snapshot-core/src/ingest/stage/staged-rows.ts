import type { CopyIn } from '../../db/copy/copy-in.ts';
import { type RowPack, unpackRows } from '../../db/copy/row-pack.ts';

/** A row to stage: its record key and the values of the stage's columns. */
export interface StageRow {
  key: string;
  values: readonly (string | null)[];
}

/** Rows to stage, one by one or in packs, where each row's first field is its key. */
export type StagedRows = Iterable<StageRow | RowPack> | AsyncIterable<StageRow | RowPack>;

/** The rows of a pack, or the one row. */
export const stageRowsOf = (staged: StageRow | RowPack): StageRow[] =>
  isPack(staged) ? unpackRows(staged).map(([key, ...values]) => ({ key: key!, values })) : [staged];

/** How many rows it is. */
export const rowCount = (staged: StageRow | RowPack): number => (isPack(staged) ? staged.ends.length : 1);

/** Rows of a pack between two looks at the socket. */
const ROWS = 64;

/** @param begin adds the fields of a row that stand before its key */
export async function copyStaged(copy: CopyIn, staged: StageRow | RowPack, begin: () => void): Promise<void> {
  if (isPack(staged)) return copyPack(copy, staged, begin);
  copy.row();
  begin();
  copy.text(staged.key);
  for (const value of staged.values) copy.text(value);
  await copy.flush();
}

async function copyPack(copy: CopyIn, { bytes, ends }: RowPack, begin: () => void): Promise<void> {
  for (let row = 0; row < ends.length; row += 1) {
    copy.row();
    begin();
    copy.fields(bytes.subarray(row === 0 ? 0 : ends[row - 1], ends[row]));
    if (row % ROWS === ROWS - 1) await copy.flush();
  }
  await copy.flush();
}

const isPack = (staged: StageRow | RowPack): staged is RowPack => 'ends' in staged;
