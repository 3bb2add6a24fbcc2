import { type FileHandle, open } from 'node:fs/promises';
import { type FileMetaData, parquetMetadataAsync } from 'hyparquet';
import { WeftError } from '../../errors.ts';
import type { DeclaredShape, RawRecord, RecordReader } from '../records/record-reader.ts';
import type { OpenedInput } from '../records/opened-input.ts';
import { columnsOf, type ParquetColumn } from './columns.ts';
import { type FileAccess, fileAccess } from './file-access.ts';
import { keyProperties } from './key-properties.ts';
import { RowGroupCursor, UnreadableColumn } from './row-group.ts';
import { FileRooms } from './rooms.ts';
import { recordsOf } from './rows.ts';
import { spool } from './spool.ts';
import { WrittenRows } from './written-rows.ts';

/** Values per batch, so that wide files have batches of fewer rows. */
const BATCH_VALUES = 1 << 11;
const MOST_ROWS = 2048;

/** What a packed file begins with. */
const GZIP = Buffer.from([0x1f, 0x8b]);

/**
 * Reads a Parquet file row by row with a page of each column in memory. Its schema gives the columns' types, its metadata
 * `key_properties` the key. A record's bytes are a JSON object of its fields with all their digits.
 */
export class ParquetReader implements RecordReader {
  readonly declared: DeclaredShape;
  readonly meaning = 'parquet';
  readonly form = { format: 'jsonl', head: Buffer.alloc(0) };

  private constructor(
    private readonly file: FileHandle,
    private readonly access: FileAccess,
    private readonly metadata: FileMetaData,
    private readonly schema: ReturnType<typeof columnsOf>,
    private readonly where: string,
  ) {
    this.declared = {
      key: keyProperties(metadata),
      columns: schema.columns.map(({ name, type }) => ({ name, type })),
    };
  }

  /**
   * Opens a file, or what is kept of an input that cannot be read in any order: standard input, a request's body, a
   * packed file.
   * @throws WeftError `invalid_input` when it is no Parquet file
   */
  static async open({ input, source, where }: OpenedInput): Promise<ParquetReader> {
    const file = (await openFile(input.path)) ?? (await spool(source, where));
    try {
      const access = fileAccess(file, (await file.stat()).size);
      const metadata = await readMetadata(access, where);
      const schema = readable(where, () => columnsOf(metadata));
      checkColumns(schema.columns, metadata, where);
      return new ParquetReader(file, access, metadata, schema, where);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /**
   * Records hold until the next ones are read.
   * @throws WeftError `invalid_input` when the file is cut off or not what its schema says
   */
  async *read(): AsyncGenerator<readonly RawRecord[]> {
    const { columns } = this.schema;
    const rooms = new FileRooms();
    const written = new WrittenRows(this.schema);
    const rows = Math.min(MOST_ROWS, Math.max(1, Math.floor(BATCH_VALUES / columns.length)));
    let line = 1;
    for (const [i, group] of this.metadata.row_groups.entries()) {
      const cursor = new RowGroupCursor(this.access, group, this.schema, rooms);
      for (;;) {
        const values = await this.next(cursor, rows, i);
        if (values.length === 0) break;
        const records = recordsOf(this.schema, values, line, written);
        line += records.length;
        yield records;
      }
    }
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  private async next(cursor: RowGroupCursor, rows: number, group: number): Promise<unknown[][]> {
    try {
      return await cursor.next(rows);
    } catch (error) {
      if (error instanceof UnreadableColumn)
        throw unreadable(this.where, `in row group ${group + 1} ${error.message}`, error);
      throw error;
    }
  }
}

/** The file itself, if it can be read as it is. */
async function openFile(path: string | undefined): Promise<FileHandle | undefined> {
  if (path === undefined) return undefined;
  const file = await open(path);
  const head = Buffer.alloc(2);
  await file.read(head, 0, 2, 0);
  if (!head.equals(GZIP)) return file;
  await file.close();
  return undefined;
}

async function readMetadata(access: FileAccess, where: string): Promise<FileMetaData> {
  const slice = async (start: number, end?: number) => {
    const bytes = await access.read(start, end ?? access.size);
    return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
  };
  const tail = (await access.read(Math.max(0, access.size - 4), access.size)).toString('latin1');
  if (tail === 'PARE') throw unreadable(where, 'it is encrypted');
  if (access.size < 12 || tail !== 'PAR1') throw unreadable(where, 'it does not end as a Parquet file does');
  try {
    return await parquetMetadataAsync({ byteLength: access.size, slice }, { geoparquet: false });
  } catch (cause) {
    throw unreadable(where, `its footer cannot be read: ${(cause as Error).message}`, cause);
  }
}

function readable<T>(where: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw unreadable(where, `its schema cannot be read: ${(cause as Error).message}`, cause);
  }
}

function checkColumns(columns: readonly ParquetColumn[], { row_groups: groups }: FileMetaData, where: string): void {
  if (columns.length === 0) throw unreadable(where, 'it has no columns');
  const names = columns.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw unreadable(where, `it has two columns "${twice}"`);
  const missing = groups.some((group) => group.columns.some(({ meta_data: data, file_path: path }) => !data || path));
  if (missing) throw unreadable(where, 'columns of it are encrypted or in other files');
}

const unreadable = (where: string, why: string, cause?: unknown): WeftError =>
  new WeftError(
    'invalid_input',
    `${where} cannot be read as Parquet: ${why}`,
    'Nothing of it was written. Deliver it again; it was probably cut off or damaged on its way.',
    { cause },
  );
