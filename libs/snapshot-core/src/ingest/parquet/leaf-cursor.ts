import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { ColumnMetaData, Compressors, DecodedArray, PageHeader, SchemaTree } from 'hyparquet';
import { parquetHeader, readPage } from 'hyparquet/src/column.js';
import { convert, DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import { getMaxDefinitionLevel, getMaxRepetitionLevel, getTreePath, isFlatColumn } from 'hyparquet/src/schema.js';
import { compressors as portable } from 'hyparquet-compressors';
import type { Depth } from './check-page.ts';
import type { FileAccess } from './file-access.ts';
import { flatValues, packedValues, standsPlain, type Values, valuesOf } from './flat-values.ts';
import type { ColumnRooms, FileRooms } from './rooms.ts';
import { unpackPage } from './unpack-page.ts';

/** A page header with the statistics that some writers put into it; read again with more room if it is larger. */
const HEADER_BYTES = 16 << 10;
const LARGEST_HEADER = 16 << 20;
/** A page is decoded in memory; writers make them of about 1 MB, and some of a million values. */
const LARGEST_PAGE = 256 << 20;
const MOST_VALUES = 1 << 24;

/** Those of Node are many times faster; it has none for the others. */
const compressors: Compressors = {
  ...portable,
  GZIP: (bytes) => gunzipSync(bytes, { maxOutputLength: LARGEST_PAGE }),
  BROTLI: (bytes) => brotliDecompressSync(bytes, { maxOutputLength: LARGEST_PAGE }),
};

type Decoder = Parameters<typeof readPage>[2];

/**
 * One leaf column of one row group, page by page: what is in memory is a page, not the column, however large the row
 * group is (pandas writes a million rows into one).
 */
export class LeafCursor {
  private at: number;
  private readonly end: number;
  private readonly decoder: Decoder;
  private readonly depth: Depth;
  private readonly isFlat: boolean;
  private dictionary: Values | undefined;
  private array: DecodedArray | undefined;
  /** A flat column's values of a page. */
  private values: Values = valuesOf([]);
  /** A nested column's values; the last one may go on in the next page. */
  private nested: unknown[] = [];
  private taken = 0;
  private left: number;
  private readonly own: ColumnRooms;

  /**
   * @param root the schema, without annotations on its leaves
   * @param rooms for what is read; nothing that was taken of an earlier row group is needed any more
   */
  constructor(
    private readonly file: FileAccess,
    private readonly chunk: ColumnMetaData,
    root: SchemaTree,
    private readonly rooms: FileRooms,
  ) {
    this.own = rooms.of(chunk.path_in_schema.join('.'));
    const { dictionary_page_offset: dictionary, data_page_offset: data } = chunk;
    this.at = Number(dictionary || data);
    this.end = this.at + Number(chunk.total_compressed_size);
    this.left = Number(chunk.num_values);
    const schemaPath = getTreePath(root, chunk.path_in_schema);
    this.isFlat = isFlatColumn(schemaPath);
    this.depth = { repetition: getMaxRepetitionLevel(schemaPath), definition: getMaxDefinitionLevel(schemaPath) };
    this.decoder = {
      pathInSchema: chunk.path_in_schema,
      type: chunk.type,
      element: schemaPath.at(-1)!.element,
      schemaPath,
      codec: 'UNCOMPRESSED', // pages are given to the decoder unpacked
      utf8: false,
      parsers: { ...DEFAULT_PARSERS, timestampFromNanoseconds: (nanos: bigint) => nanos },
    };
  }

  /** Path of the column, for messages and for assembling. */
  get path(): string {
    return this.chunk.path_in_schema.join('.');
  }

  /**
   * The next rows' values: `count` of them, fewer only where the column ends. They hold until the next ones are taken.
   * @throws Error from the decoder when the bytes are no pages of this column
   */
  async take(count: number): Promise<unknown[]> {
    const rows: unknown[] = [];
    let kept = 0;
    for (;;) {
      const values = this.isFlat ? this.values : valuesOf(this.nested);
      const whole = values.length - (this.isFlat || this.left <= 0 ? 0 : 1);
      const end = Math.min(whole, this.taken + count - rows.length);
      for (; this.taken < end; this.taken++) rows.push(values.at(this.taken));
      if (rows.length === count) return rows;
      // The next page takes the place of this one.
      if (this.isFlat) for (; kept < rows.length; kept++) rows[kept] = ownValue(rows[kept]);
      if (!(await this.readPage())) return rows;
    }
  }

  private async readPage(): Promise<boolean> {
    if (this.left <= 0) return false;
    this.forgetTaken();
    const { header, length } = await this.readHeader();
    const start = this.at + length;
    const size = header.compressed_page_size;
    if (!(size >= 0) || header.uncompressed_page_size > LARGEST_PAGE || start + size > this.end) {
      throw new Error(`a page of ${header.uncompressed_page_size} bytes does not fit`);
    }
    const { num_values: values = 0 } =
      header.data_page_header ?? header.data_page_header_v2 ?? header.dictionary_page_header ?? {};
    if (!(values >= 0 && values <= MOST_VALUES) || (header.type !== 'DICTIONARY_PAGE' && values > this.left)) {
      throw new Error(`a page has ${values} values, which are too many`);
    }
    const bytes = await this.file.read(start, start + size, this.rooms.packed);
    if (bytes.length < size) throw new Error('the file ends within a page');
    this.at = start + size;
    this.decode(header, bytes);
    return true;
  }

  private decode(packed: PageHeader, bytes: Buffer): void {
    const { header, page: unpacked } = unpackPage(packed, bytes, this.chunk.codec, compressors, this.depth);
    if (header.dictionary_page_header) {
      this.dictionary = this.readDictionary(header, this.own.dictionary.keep(unpacked));
      return;
    }
    // The values of a nested column lie in several pages.
    const page = this.isFlat ? this.own.page.keep(unpacked) : Buffer.from(unpacked);
    const data = header.data_page_header ?? header.data_page_header_v2;
    if (header.type === 'INDEX_PAGE' || data?.num_values === 0) return;
    if (data === undefined) throw new Error('a page of an unknown kind');
    this.left -= data.num_values;
    const dictionary = data.encoding.endsWith('_DICTIONARY') ? this.dictionary : undefined;
    const { type } = this.chunk;
    if (this.isFlat && (dictionary || (data.encoding === 'PLAIN' && standsPlain(type)))) {
      this.values = flatValues(header, page, { dictionary, type }, this.depth.definition > 0);
      return;
    }
    const before = this.isFlat ? undefined : this.nested;
    const { data: read = [] } = readPage(readerOf(page), header, this.decoder, this.dictionaryArray(), before, 0);
    if (this.isFlat) this.values = valuesOf(read);
    else if (read !== before) for (let i = 0; i < read.length; i++) this.nested.push(read[i]);
  }

  private readDictionary(header: PageHeader, page: Buffer): Values {
    const { num_values: count } = header.dictionary_page_header!;
    if (this.chunk.type === 'BYTE_ARRAY') return packedValues(page, count);
    const { data = [] } = readPage(readerOf(page), header, this.decoder, undefined, undefined, 0);
    return valuesOf(convert(data, this.decoder));
  }

  /** What the library's decoder takes. */
  private dictionaryArray(): DecodedArray | undefined {
    const { dictionary } = this;
    if (this.isFlat) return undefined;
    this.array ??= dictionary && Array.from({ length: dictionary.length }, (_, i) => dictionary.at(i));
    return this.array;
  }

  /** A nested column goes on in the same array, which would grow to the whole of it. */
  private forgetTaken(): void {
    if (this.isFlat) this.values = valuesOf([]);
    else this.nested = this.nested.slice(this.taken);
    this.taken = 0;
  }

  private async readHeader(): Promise<{ header: PageHeader; length: number }> {
    for (let room = HEADER_BYTES; ; room *= 8) {
      const bytes = await this.file.read(this.at, Math.min(this.at + room, this.end), this.rooms.header);
      const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
      try {
        return { header: parquetHeader(reader), length: reader.offset };
      } catch (error) {
        // It may only be longer than the room that it was given.
        if (bytes.length < room || room > LARGEST_HEADER) throw error;
      }
    }
  }
}

const readerOf = (page: Buffer) => ({
  view: new DataView(page.buffer, page.byteOffset, page.byteLength),
  offset: 0,
});

const ownValue = (value: unknown): unknown => (value instanceof Uint8Array ? Buffer.from(value) : value);
