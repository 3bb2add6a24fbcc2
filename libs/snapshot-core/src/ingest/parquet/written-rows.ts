import { isUtf8 } from 'node:buffer';
import type { LogicalType } from '../../catalog/stream.entity.ts';
import { ByteWriter } from '../byte-writer.ts';
import { Lies, type RecordFields, textOf } from '../records/record-fields.ts';
import type { ParsedRecord, RawRecord } from '../records/record-reader.ts';
import type { ParquetColumn, RowSchema } from './columns.ts';
import { type Physical, UnreadableValue } from './leaf-text.ts';
import { leafJson } from './nested-json.ts';

const QUOTE = 34;
const BACKSLASH = 92;

/**
 * The records of a batch, their JSON written as bytes, and where in it their values lie.
 * @param rows what they are written into; the records that it had are gone
 * @param values by column, then row
 * @param first number of the first row
 * @returns undefined when some value is not what the schema says
 */
export function writtenRecords(
  rows: WrittenRows,
  values: readonly unknown[][],
  first: number,
): RawRecord[] | undefined {
  try {
    rows.write(values);
  } catch (error) {
    if (error instanceof UnreadableValue) return undefined;
    throw error;
  }
  // Asked once for all of them: what stands between the values is ASCII, so that one cannot complete another.
  if (!isUtf8(rows.bytes)) return undefined;
  return Array.from({ length: values[0]!.length }, (_, row) => ({
    line: first + row,
    bytes: rows.record(row),
    parse: () => rows.parsed(row),
    fields: () => rows.fields(row),
  }));
}

/** Rows as the bytes of JSON objects, a batch after the other in the same memory. */
export class WrittenRows {
  bytes: Buffer = Buffer.alloc(0);
  /** Where each row ends. */
  private ends = new Int32Array(0);
  private readonly writer = new ByteWriter(256 << 10);
  /** By field, rows one after the other. */
  private lies = new Uint8Array(0);
  private starts = new Int32Array(0);
  private stops = new Int32Array(0);
  /** By field, where it does not lie in the bytes; no map, whose old tables would keep texts of earlier batches alive. */
  private texts: (string | undefined)[] = [];
  private readonly names: readonly string[];
  private readonly columns: readonly ParquetColumn[];
  private readonly opened: readonly Buffer[];
  /** What one record's fields are told with, over and over. */
  private readonly told = { texts: [] as (string | undefined)[], types: [] as (LogicalType | null)[] };

  constructor({ names, columns }: RowSchema) {
    this.names = names;
    this.columns = columns;
    this.opened = columns.map(({ name }, i) => Buffer.from(`${i === 0 ? '{' : ','}${JSON.stringify(name)}:`));
  }

  /**
   * Writes the rows of a batch in place of those of the last one.
   * @throws UnreadableValue
   */
  write(values: readonly unknown[][]): void {
    const { columns, writer, opened } = this;
    const rows = values[0]!.length;
    this.begin(rows);
    for (let row = 0, field = 0; row < rows; row++) {
      for (let i = 0; i < columns.length; i++, field++) {
        writer.copy(opened[i]!, 0, opened[i]!.length);
        this.starts[field] = writer.filled;
        this.lies[field] = this.value(columns[i]!, values[i]![row], field);
        this.stops[field] = writer.filled;
        if (this.lies[field] === Lies.quoted) {
          this.starts[field]!++;
          this.stops[field]!--;
        }
      }
      writer.byte(125); // }
      this.ends[row] = writer.filled;
    }
    this.bytes = writer.written;
  }

  record(row: number): Buffer {
    return this.bytes.subarray(row === 0 ? 0 : this.ends[row - 1], this.ends[row]);
  }

  fields(row: number): RecordFields {
    const { columns, names, bytes, lies, starts, stops } = this;
    const { texts, types } = this.told;
    const from = row * columns.length;
    for (let i = 0; i < columns.length; i++) {
      const lie = lies[from + i]!;
      types[i] = lie === Lies.null ? null : columns[i]!.type;
      if (lie === Lies.told) texts[i] = this.texts[from + i];
    }
    const to = from + columns.length;
    const [start, end] = [starts.subarray(from, to), stops.subarray(from, to)];
    return { names, bytes, lies: lies.subarray(from, to), start, end, texts, types };
  }

  parsed(row: number): ParsedRecord {
    const fields = this.fields(row);
    return {
      names: this.names,
      values: this.names.map((_, field) => textOf(fields, field)),
      types: [...fields.types],
    };
  }

  private begin(rows: number): void {
    this.writer.restart();
    this.texts.fill(undefined);
    if (rows <= this.ends.length) return;
    const fields = rows * this.columns.length;
    this.ends = new Int32Array(rows);
    this.texts = Array.from({ length: fields }, () => undefined);
    this.lies = new Uint8Array(fields);
    this.starts = new Int32Array(fields);
    this.stops = new Int32Array(fields);
  }

  /** Writes a value; returns how it lies. */
  private value({ leaf, json }: ParquetColumn, value: unknown, field: number): number {
    const { writer } = this;
    if (value === null || value === undefined) {
      writer.ascii('null');
      return Lies.null;
    }
    if (!leaf) {
      writer.utf8(json(value));
      return Lies.nested;
    }
    // In a damaged file what is annotated as text may be a number.
    const isPlainText = leaf.isText !== undefined && value instanceof Uint8Array && isPlain(value);
    if (isPlainText && (leaf.isText === 'all' || isUtf8(value))) {
      writer.byte(QUOTE);
      writer.copy(value, 0, value.length);
      writer.byte(QUOTE);
      return Lies.quoted;
    }
    const text = leaf.text(value as Physical);
    const written = leafJson(leaf, text);
    writer.utf8(written);
    if (written === text) return Lies.bare;
    this.texts[field] = text;
    return Lies.told;
  }
}

/** Whether these bytes stand in JSON as they are. */
function isPlain(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte < 32 || byte === QUOTE || byte === BACKSLASH) return false;
  }
  return true;
}
