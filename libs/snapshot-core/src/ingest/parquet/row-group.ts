import type { FileMetaData, SchemaTree } from 'hyparquet';
import { assembleNested } from 'hyparquet/src/assemble.js';
import { DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import type { ParquetColumn } from './columns.ts';
import type { FileAccess } from './file-access.ts';
import { LeafCursor } from './leaf-cursor.ts';
import type { FileRooms } from './rooms.ts';

type RowGroup = FileMetaData['row_groups'][number];

/** A column of a row group could not be read. */
export class UnreadableColumn extends Error {
  override readonly name = 'UnreadableColumn';
}

/** The rows of one row group, in order, a bounded number at a time. */
export class RowGroupCursor {
  private left: number;
  private readonly leaves: { column: ParquetColumn; cursors: LeafCursor[] }[];

  /** @param rooms for one row group after the other */
  constructor(
    file: FileAccess,
    group: RowGroup,
    { columns, bare }: { columns: readonly ParquetColumn[]; bare: SchemaTree },
    rooms: FileRooms,
  ) {
    this.left = Number(group.num_rows);
    const chunks = group.columns.map(({ meta_data: chunk }) => chunk!);
    this.leaves = columns.map((column) => ({
      column,
      cursors: chunks
        .filter(({ path_in_schema: [name] }) => name === column.name)
        .map((chunk) => new LeafCursor(file, chunk, bare, rooms)),
    }));
  }

  /**
   * The next rows, by column: at most `count`, none at the end. They hold until the next ones are read.
   * @throws UnreadableColumn
   */
  async next(count: number): Promise<unknown[][]> {
    const rows = Math.min(count, this.left);
    this.left -= rows;
    if (rows === 0) return [];
    const read: unknown[][] = [];
    // One column after the other: each holds a page of bytes meanwhile.
    for (const { column, cursors } of this.leaves) read.push(await readColumn(column, cursors, rows));
    return read;
  }
}

async function readColumn(column: ParquetColumn, cursors: readonly LeafCursor[], rows: number): Promise<unknown[]> {
  try {
    const parts = new Map<string, unknown[]>();
    for (const cursor of cursors) parts.set(cursor.path, await cursor.take(rows));
    for (const [path, values] of parts) {
      if (values.length !== rows) throw new Error(`${path} ends ${rows - values.length} rows early`);
    }
    if (column.bare.children.length > 0) assembleNested(parts, column.bare, DEFAULT_PARSERS);
    const values = parts.get(column.name);
    if (values?.length !== rows) throw new Error('it is not in the row group');
    return values;
  } catch (cause) {
    throw new UnreadableColumn(`its column "${column.name}" cannot be read: ${(cause as Error).message}`, { cause });
  }
}
