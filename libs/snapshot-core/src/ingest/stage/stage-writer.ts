import type { Dialect } from '../csv/dialect.ts';
import type { RawField } from '../record-key.ts';
import { columnArrays, TEXT, UUID } from './binary-array.ts';
import {
  COPY_END,
  COPY_START,
  FIELD_HEAD,
  putHashField,
  putInt16,
  putRecordFields,
  putTextField,
} from './binary-row.ts';
import { type CopyTarget, MOST_NUMBER_BYTES } from './copy-target.ts';
import { CopyWriter } from './copy-writer.ts';
import { type InlineRows, inlineStage } from './inline-stage.ts';
import { KeyCameAgain } from './key-came-again.ts';
import type { Stage } from './stage.ts';

/** A delta up to this size travels as parameters; a larger one by COPY into a table of its own. */
const INLINE_BYTES = 512 << 10;
const INLINE_ROWS = 2000;
const CHUNK_BYTES = 1 << 20;
/** Most that may gather while the connection is busy: with other things, or with what was sent last. */
const MOST_GATHERED = 16 << 20;
const MOST_AHEAD = 8 << 20;
/** Bytes of a row that are neither key nor fields: their number, the target's numbers and the hash. */
const ROW_HEAD = 2 + MOST_NUMBER_BYTES + FIELD_HEAD + 16;

/**
 * Collects the records that are to be compared with the snapshot, as rows of COPY's binary format: Postgres takes 0.65 of the
 * time that it takes to read the same records as CSV, and splitting them costs this process no more than to copy them.
 */
export class StageWriter {
  /** Numbers of records that a later one of the same key replaces. */
  readonly superseded: number[] = [];
  /** Records that share their key with an earlier one, where versions decide which of them counts. */
  contested = 0;
  private chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  private filled = 0;
  /** Whether records are copied; before, they may still travel as parameters. */
  private copies = false;
  private copy: CopyWriter | undefined;
  /** What is on its way while more is added; stays when it has failed. */
  private sending: Promise<void> | undefined;
  /** Bytes copied that were not published yet. */
  private unpublished = 0;
  /** The last record's `_n`. */
  last = 0;
  /** Where each gathered row starts, as long as they may still travel as parameters: its head is not filled in yet. */
  private starts: number[] = [];
  /** Its `_n`. */
  private numbers: number[] = [];
  /** Records that were let go of again. */
  private readonly dropped = new Set<number>();
  private readonly headBytes: number;

  /**
   * @param columns identifiers of the delivery's columns, in its order
   * @param target what a large delivery is copied into
   * @param publishedBytes copied bytes after which the target publishes them, where it does
   */
  constructor(
    private readonly columns: string[],
    private readonly target: CopyTarget,
    private readonly dialect: Dialect,
    private readonly publishedBytes = Infinity,
  ) {
    this.headBytes = this.putHead(0, Buffer.alloc(ROW_HEAD), 0);
  }

  /**
   * Adds a flawless record. After each batch of calls {@link flush} has to be awaited.
   * @param key the record key as a CSV field, or as the bytes of its text
   * @returns its `_n`
   */
  add(hash: Int32Array, key: RawField | Uint8Array, record: RawField): number {
    const n = ++this.last;
    const isText = key instanceof Uint8Array;
    const keyBytes = isText ? key.length : key.end - key.start;
    const heads = (this.columns.length + 1) * FIELD_HEAD;
    this.makeRoom(ROW_HEAD + heads + keyBytes + record.end - record.start);
    const { chunk, dialect } = this;
    let at = this.filled;
    if (this.copies) this.putHead(n, chunk, at);
    else {
      this.starts.push(at);
      this.numbers.push(n);
    }
    at += this.headBytes;
    at = putHashField(hash, chunk, at);
    at = isText ? putTextField(key, chunk, at) : putRecordFields(key, dialect, chunk, at);
    this.filled = putRecordFields(record, dialect, chunk, at);
    return n;
  }

  /**
   * A later record of the same key came: this one does not count.
   * @throws KeyCameAgain when it was published already
   */
  supersede(n: number): void {
    if (this.target.early && n <= this.target.early.to) throw new KeyCameAgain();
    if (!this.dropped.has(n)) this.superseded.push(n);
  }

  /** Records added so far and not let go of. */
  get count(): number {
    return this.last - this.dropped.size;
  }

  /**
   * Lets go of gathered records that are what they were after all; only before anything is sent.
   * @param isKnown gets a record's hash
   * @returns how many they are
   */
  dropKnown(isKnown: (hash: Int32Array) => boolean): number {
    const { chunk, starts, numbers, filled } = this;
    const superseded = new Set(this.superseded);
    const hash = new Int32Array(4);
    this.starts = [];
    this.numbers = [];
    this.filled = 0;
    for (const [i, start] of starts.entries()) {
      const end = starts[i + 1] ?? filled;
      const n = numbers[i]!;
      for (let word = 0; word < 4; word++)
        hash[word] = chunk.readInt32BE(start + this.headBytes + FIELD_HEAD + word * 4);
      // What is replaced was counted as that already.
      if (!superseded.has(n) && isKnown(hash)) {
        this.dropped.add(n);
        continue;
      }
      chunk.copyWithin(this.filled, start, end);
      this.starts.push(this.filled);
      this.numbers.push(n);
      this.filled += end - start;
    }
    return this.dropped.size;
  }

  /** Whether anything was sent: it cannot be let go of then. */
  get hasSent(): boolean {
    return this.copies;
  }

  /** Whether {@link flush} has something to send. */
  get isFull(): boolean {
    if (this.copies) return this.filled >= Math.min(CHUNK_BYTES / 2, this.publishedBytes);
    return this.filled > INLINE_BYTES || this.starts.length > INLINE_ROWS;
  }

  /** Whether nothing more should gather, though the connection is busy with something else. */
  get isBrimful(): boolean {
    return this.filled >= (this.copies ? Math.min(MOST_AHEAD, this.publishedBytes * 2) : MOST_GATHERED);
  }

  /** Sends what has gathered once it is too much to keep; waits while Postgres is behind. */
  async flush(): Promise<void> {
    if (!this.isFull || (this.sending && !this.isBrimful)) return;
    await this.sending;
    const sending = this.send().then(() => void (this.sending = undefined));
    // Whoever waits for it next is told that it failed.
    sending.catch(() => undefined);
    this.sending = sending;
    if (!this.target.early) await sending;
  }

  /** Ends the stage: small ones are returned, of large ones everything is in the target. */
  async finish(): Promise<Stage | undefined> {
    if (!this.copies && !this.isFull) return inlineStage(this.columns, this.readRows());
    await this.sending;
    await this.send(false);
    await this.endCopy();
    return undefined;
  }

  /** Ends an open COPY without its records; has to be awaited before the transaction is rolled back. */
  async abort(error: Error): Promise<void> {
    await this.sending?.catch(() => undefined);
    await this.copy?.abort(error);
  }

  private makeRoom(bytes: number): void {
    if (this.filled + bytes <= this.chunk.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.chunk.length * 2, this.filled + bytes));
    this.chunk.copy(larger, 0, 0, this.filled);
    this.chunk = larger;
  }

  /** @param more whether more is to come, so that there is time to publish what was copied */
  private async send(more = true): Promise<void> {
    if (!this.copies) {
      // Only then does the target know the numbers that rows begin with.
      await this.target.create();
      this.turnToCopy();
    }
    const { last } = this;
    const rows = this.chunk.subarray(0, this.filled);
    this.chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    this.filled = 0;
    if (rows.length > 0) {
      await this.openCopy();
      await this.copy!.write(rows);
    }
    this.unpublished += rows.length;
    if (!more || !this.target.early || this.unpublished < this.publishedBytes) return;
    await this.endCopy();
    await this.target.early.publish(last, this.superseded);
    this.unpublished = 0;
  }

  /** What stands before the hash in the row of the n-th record. */
  private putHead(n: number, target: Uint8Array, at: number): number {
    const fields = this.target.numberFields + 2 + this.columns.length;
    return this.target.putNumbers(n, target, putInt16(fields, target, at));
  }

  /** What was gathered as parameters gets the heads of rows. */
  private turnToCopy(): void {
    this.copies = true;
    this.starts.forEach((start, i) => this.putHead(this.numbers[i]!, this.chunk, start));
    this.starts = [];
    this.numbers = [];
  }

  private async openCopy(): Promise<void> {
    if (this.copy) return;
    this.copy = new CopyWriter(this.target.copy('binary'));
    await this.copy.write(COPY_START);
  }

  private async endCopy(): Promise<void> {
    const { copy } = this;
    if (!copy) return;
    await copy.write(COPY_END);
    await copy.end();
    this.copy = undefined;
  }

  private readRows(): InlineRows {
    const replaced = new Set(this.superseded);
    const places = this.starts.map((start, i) => {
      return { n: this.numbers[i]!, start: start + this.headBytes, end: this.starts[i + 1] ?? this.filled };
    });
    const rows = places.filter(({ n }) => !replaced.has(n));
    const n = rows.map((row) => row.n);
    if (n.length === 0) return { n, hash: [], key: [], values: this.columns.map(() => []) };
    const [hash, key, ...values] = columnArrays(this.chunk, rows, [UUID, TEXT, ...this.columns.map(() => TEXT)]);
    return { n, hash: hash!, key: key!, values };
  }
}
