import type { StreamSchema } from './stream-schema.ts';

const PIECE_BYTES = 256 << 10;
const LONG_RECORD = 1 << 20;

/** Records of one stream that are not written yet; all have the stream's schema and one version. */
export class PendingRecords {
  /** Bytes of all records. */
  bytes = 0;
  /** Line of each record in the Singer stream. */
  readonly lines: number[] = [];
  private readonly pieces: Buffer[] = [];
  private filled = 0;
  /** Where each record ends in its piece, and in which: two numbers a record. */
  private readonly ends: number[] = [];

  /** @param version of the records; null when they have none */
  constructor(
    readonly schema: StreamSchema,
    readonly version: string | null,
  ) {}

  /** Records. */
  get count(): number {
    return this.lines.length;
  }

  /** @param record JSON object, as it stands in the message */
  add(line: number, record: Buffer): void {
    const { length } = record;
    if (length > LONG_RECORD) this.keep(record);
    else this.pack(record);
    this.bytes += length;
    this.lines.push(line);
    this.ends.push(this.pieces.length - 1, this.filled);
  }

  /** A long one is kept where it is: its line lies in no buffer with others, so a copy would gain nothing. */
  private keep(record: Buffer): void {
    this.pieces.push(record);
    this.filled = record.length;
  }

  /** Others are packed into pieces: a buffer a record would take as much memory as the record. */
  private pack(record: Buffer): void {
    let piece = this.pieces.at(-1);
    if (!piece || this.filled + record.length > piece.length) {
      piece = Buffer.allocUnsafeSlow(Math.max(PIECE_BYTES, record.length));
      this.pieces.push(piece);
      this.filled = 0;
    }
    record.copy(piece, this.filled);
    this.filled += record.length;
  }

  /** The bytes of a record. */
  record(n: number): Buffer {
    const [piece, end] = [this.ends[n * 2]!, this.ends[n * 2 + 1]!];
    const before = n > 0 && this.ends[n * 2 - 2] === piece ? this.ends[n * 2 - 1]! : 0;
    return this.pieces[piece]!.subarray(before, end);
  }
}
