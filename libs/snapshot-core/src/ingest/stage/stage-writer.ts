import type { Dialect } from '../csv/dialect.ts';
import { splitFields } from '../csv/split-fields.ts';
import { writeHex } from '../hash128.ts';
import type { CopyTarget } from './copy-target.ts';
import { CopyWriter } from './copy-writer.ts';
import { type InlineRows, inlineStage } from './inline-stage.ts';
import type { Stage } from './stage.ts';

/** A delta up to this size travels as parameters; a larger one by COPY into a table of its own. */
const INLINE_BYTES = 512 << 10;
const INLINE_ROWS = 2000;
const CHUNK_BYTES = 1 << 20;

/** Collects the records that are to be compared with the snapshot. Records go to COPY as the bytes they came in. */
export class StageWriter {
  /** Records added so far; the last one's `_n`. */
  count = 0;
  /** Numbers of records that a later one of the same key replaces. */
  readonly superseded: number[] = [];
  /** Records that share their key with an earlier one, where versions decide which of them counts. */
  contested = 0;
  private chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  private filled = 0;
  private copy: CopyWriter | undefined;
  private readonly delimiter: number;
  /** Where each gathered record starts, as long as they may still travel as parameters. */
  private starts: number[] = [];

  /**
   * @param columns identifiers of the delivery's columns, in its order
   * @param target what a large delivery is copied into
   */
  constructor(
    private readonly columns: string[],
    private readonly target: CopyTarget,
    { delimiter }: Dialect,
  ) {
    this.delimiter = delimiter;
  }

  /**
   * Adds a record. After each batch of calls {@link flush} has to be awaited.
   * @param key the record key as a CSV field
   * @returns its `_n`
   */
  add(hash: Int32Array, key: Uint8Array, record: Uint8Array): number {
    const n = ++this.count;
    const prefix = this.copy ? this.target.prefix(n) : String(n);
    if (!this.copy) this.starts.push(this.filled);
    this.makeRoom(prefix.length + key.length + record.length + 36);
    let at = this.filled;
    const { chunk, delimiter } = this;
    for (let i = 0; i < prefix.length; i++) chunk[at++] = prefix.charCodeAt(i);
    chunk[at++] = delimiter;
    writeHex(hash, chunk, at);
    at += 32;
    chunk[at++] = delimiter;
    chunk.set(key, at);
    at += key.length;
    chunk[at++] = delimiter;
    chunk.set(record, at);
    at += record.length;
    chunk[at++] = 10;
    this.filled = at;
    return n;
  }

  /** A later record of the same key came: this one does not count. */
  supersede(n: number): void {
    this.superseded.push(n);
  }

  /** Whether {@link flush} has something to send. */
  get isFull(): boolean {
    if (this.copy) return this.filled >= CHUNK_BYTES / 2;
    return this.filled > INLINE_BYTES || this.count > INLINE_ROWS;
  }

  /** Sends what has gathered once it is too much to keep; waits while Postgres is behind. */
  async flush(): Promise<void> {
    if (this.isFull) await this.send();
  }

  /** Ends the stage: small ones are returned, of large ones everything is in the target. */
  async finish(): Promise<Stage | undefined> {
    if (!this.copy) return inlineStage(this.columns, this.parseRows());
    await this.send();
    await this.copy.end();
    return undefined;
  }

  /** Ends an open COPY without its records; has to be awaited before the transaction is rolled back. */
  async abort(error: Error): Promise<void> {
    await this.copy?.abort(error);
  }

  private makeRoom(bytes: number): void {
    if (this.filled + bytes <= this.chunk.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.chunk.length * 2, this.filled + bytes));
    this.chunk.copy(larger, 0, 0, this.filled);
    this.chunk = larger;
  }

  private async send(): Promise<void> {
    if (!this.copy) await this.startCopy();
    if (this.filled === 0) return;
    const lines = this.chunk.subarray(0, this.filled);
    this.chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    this.filled = 0;
    await this.copy!.write(lines);
  }

  /** Turns to COPY. What was gathered as parameters gets the target's prefix in place of its number. */
  private async startCopy(): Promise<void> {
    await this.target.create();
    this.copy = new CopyWriter(this.target.copy());
    const { starts, chunk, filled } = this;
    const lines = starts.flatMap((start, i) => {
      const rest = start + String(i + 1).length;
      return [Buffer.from(this.target.prefix(i + 1)), chunk.subarray(rest, starts[i + 1] ?? filled)];
    });
    this.chunk = Buffer.concat(lines);
    this.filled = this.chunk.length;
    this.starts = [];
  }

  private parseRows(): InlineRows {
    const rows: InlineRows = { n: [], hash: [], key: [], values: this.columns.map(() => []) };
    const dropped = new Set(this.superseded);
    const delimiter = String.fromCharCode(this.delimiter);
    for (const [i, start] of this.starts.entries()) {
      const end = (this.starts[i + 1] ?? this.filled) - 1; // without the line feed
      const [n, hash, key, ...values] = splitFields(this.chunk.toString('utf8', start, end), delimiter);
      if (dropped.has(Number(n))) continue;
      rows.n.push(Number(n));
      rows.hash.push(hash ?? null);
      rows.key.push(key!);
      values.forEach((value, i) => rows.values[i]!.push(value));
    }
    return rows;
  }
}
