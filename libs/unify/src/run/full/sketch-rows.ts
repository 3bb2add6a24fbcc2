import type { Comparison, Value } from '../../linkage/comparison.ts';
import type { Prepared, RecordValues } from '../../linkage/linkage.ts';
import { countOf, NO_NUMBERS, placeOf, type SketchRow } from '../../linkage/sketches/sketch-row.ts';
import type { Projection } from '../../project/project-record.ts';
import { sharedUint32 } from './number-list.ts';
import type { RowChunk } from './row-writer.ts';

/** The rows of all records, as threads hand them to each other. */
export interface SharedRows {
  /** By chunk of `perChunk` records: the block of its rows, and the thread that wrote them. */
  readonly blocks: readonly SharedArrayBuffer[];
  readonly writers: readonly number[];
  readonly perChunk: number;
  readonly starts: Uint32Array;
  /** By thread, by comparison: its values' texts. */
  readonly listed: ReadonlyMap<number, readonly (readonly string[])[]>;
}

/** Puts chunks together that hold `perChunk` records each, the last one fewer. */
export function shareRows(chunks: readonly RowChunk[], perChunk: number): SharedRows {
  const starts = sharedUint32(chunks.reduce((sum, { rowStarts }) => sum + rowStarts.length, 0));
  for (const [chunk, { rowStarts }] of chunks.entries()) starts.set(rowStarts, chunk * perChunk);
  const listed = new Map<number, string[][]>();
  // In the order written: of what another thread did not do, a chunk may come after those behind it.
  for (const { writer, listed: more } of chunks.toSorted((x, y) => x.turn - y.turn)) {
    const lists = listed.get(writer);
    if (lists === undefined)
      listed.set(
        writer,
        more.map((texts) => [...texts]),
      );
    else more.forEach((texts, c) => lists[c]!.push(...texts));
  }
  const blocks = chunks.map(({ rowBlock }) => rowBlock);
  return { blocks, writers: chunks.map(({ writer }) => writer), perChunk, starts, listed };
}

/** What reads the values of records. */
export interface RowReader {
  readonly comparisons: readonly Comparison[];
  readonly prepareValues: (values: RecordValues) => Prepared;
  readonly projection: (record: number) => Projection;
}

/** Records by their sketches; their projections are read only where sketches do not tell two of them apart. */
export class SketchRows {
  private readonly numbers: readonly Uint32Array[];
  /** By thread, by comparison: values that have been asked for. */
  private readonly values: ReadonlyMap<number, (Value | undefined)[][]>;

  constructor(
    private readonly shared: SharedRows,
    readonly reader: RowReader,
  ) {
    const opened = new Map([...new Set(shared.blocks)].map((block) => [block, new Uint32Array(block)]));
    this.numbers = shared.blocks.map((block) => opened.get(block)!);
    this.values = new Map([...shared.listed].map(([writer, lists]) => [writer, lists.map(() => [])]));
  }

  prepared(record: number): Prepared {
    const { perChunk, starts, writers } = this.shared;
    const chunk = Math.floor(record / perChunk);
    const row = { all: this.numbers[chunk]!, at: starts[record]! };
    return this.reader.prepareValues(new RowValues(this, record, row, writers[chunk]!));
  }

  /** A value of a list. */
  listed(writer: number, c: number, number: number): Value {
    const known = this.values.get(writer)![c]!;
    return (known[number] ??= this.reader.comparisons[c]!.make(this.shared.listed.get(writer)![c]![number]!));
  }
}

class RowValues implements RecordValues {
  private read: Projection | undefined;

  constructor(
    private readonly rows: SketchRows,
    private readonly record: number,
    readonly row: SketchRow,
    private readonly writer: number,
  ) {}

  has(c: number): boolean {
    return countOf(this.row, c) !== 0;
  }

  value(c: number): Value | null {
    const { comparisons } = this.rows.reader;
    const count = countOf(this.row, c);
    if (count === 0) return null;
    const comparison = comparisons[c]!;
    if (count === NO_NUMBERS || comparison.sketch !== undefined) return comparison.read(this.projection());
    return this.rows.listed(this.writer, c, this.row.all[placeOf(this.row, c, comparisons.length)]!);
  }

  projection(): Projection {
    return (this.read ??= this.rows.reader.projection(this.record));
  }
}
