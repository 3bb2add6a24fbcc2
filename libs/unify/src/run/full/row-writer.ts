import { threadId } from 'node:worker_threads';
import type { Comparison } from '../../linkage/comparison.ts';
import { rowOf } from '../../linkage/sketches/sketch-row.ts';
import type { Projection } from '../../project/project-record.ts';
import { uint32List } from './number-list.ts';

/** Sketches gather in blocks of so many numbers. */
const BLOCK = 1 << 22;
/** Of a comparison without sketches, so many values are listed. */
const MOST_LISTED = 1 << 15;

/** What comparing records that follow each other takes. */
export interface RowChunk {
  readonly rowBlock: SharedArrayBuffer;
  /** By record: where its row begins in the block. */
  readonly rowStarts: Uint32Array;
  /** The thread that wrote it, to whose lists of values the rows refer. */
  readonly writer: number;
  /** How many chunks it had written before. */
  readonly turn: number;
  /** By comparison: texts that have come to the thread's list of values since its last chunk. */
  readonly listed: readonly (readonly string[])[];
}

/**
 * Writes the sketches of records, a row each, into memory that threads share: of a company with nine comparisons 90 bytes. What has no sketch,
 * such as a city, is its number in a list of values, which hold for many records.
 */
export class RowWriter {
  private block = new Uint32Array(new SharedArrayBuffer(0));
  private filled = 0;
  private rows = uint32List();
  private starts: number[] = [];
  private turn = 0;
  private readonly lists: Map<string, number>[];
  private listed: string[][];

  constructor(private readonly comparisons: readonly Comparison[]) {
    this.lists = comparisons.map(() => new Map());
    this.listed = comparisons.map(() => []);
  }

  add(projection: Projection): void {
    this.starts.push(this.rows.length);
    const sketches = this.comparisons.map((comparison, c) => this.sketchOf(comparison, c, projection));
    const row = rowOf(sketches);
    for (let i = 0; i < row.length; i += 1) this.rows.push(row[i]!);
  }

  /** The rows that were added since the last time. */
  take(): RowChunk {
    const { length } = this.rows;
    if (this.filled + length > this.block.length) {
      this.block = new Uint32Array(new SharedArrayBuffer(4 * Math.max(BLOCK, length)));
      this.filled = 0;
    }
    const from = this.filled;
    this.block.set(this.rows.view(), from);
    const { listed } = this;
    const rowStarts = Uint32Array.from(this.starts, (start) => from + start);
    this.filled += length;
    this.rows.length = 0;
    this.starts = [];
    this.listed = this.comparisons.map(() => []);
    this.turn += 1;
    return { rowBlock: this.block.buffer, rowStarts, writer: threadId, turn: this.turn - 1, listed };
  }

  private sketchOf(comparison: Comparison, c: number, projection: Projection): readonly number[] | null {
    const text = comparison.textOf(projection);
    if (text === null) return null;
    if (comparison.sketch !== undefined) return comparison.sketch.of(comparison.read(projection)!);
    const list = this.lists[c]!;
    const known = list.get(text);
    if (known !== undefined) return [known];
    if (list.size === MOST_LISTED) return [];
    this.listed[c]!.push(text);
    list.set(text, list.size);
    return [list.size - 1];
  }
}
