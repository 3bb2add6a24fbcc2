import { WeftError } from '../../errors.ts';
import type { SyncInput } from '../input.ts';
import { readChunks } from '../input.ts';
import { type Header, readHeader } from './read-header.ts';

/** A header that takes more than this is none. */
const LONGEST_HEADER = 16 << 20;
/** A record may take this many bytes; a longer one is more likely a quote that was never closed. */
const LONGEST_RECORD = 64 << 20;

/** A CSV's bytes after its header, in pieces that start with a record. */
export class CsvReader {
  private rest: Buffer = Buffer.alloc(0);
  private ended = false;

  private constructor(
    private readonly chunks: AsyncGenerator<Buffer>,
    private readonly where: string,
  ) {}

  /**
   * Opens a CSV and reads its header.
   * @throws WeftError `invalid_input` when there is none that can be read
   */
  static async open(
    input: SyncInput,
    where: string,
    onRead: (bytesRead: number) => void,
    signal?: AbortSignal,
  ): Promise<{ reader: CsvReader; header: Header }> {
    const reader = new CsvReader(readChunks(input, onRead, signal), where);
    try {
      return { reader, header: await reader.takeHeader() };
    } catch (error) {
      await reader.close();
      throw error;
    }
  }

  /**
   * Gives the input to `scan` piece by piece: it gets bytes that start with a record and whether they are the last ones,
   * and returns how many it used up. What it leaves comes again, with more behind it.
   * @param lineOf line on which the record starts that does not end, for the message
   * @throws WeftError `invalid_input` when a record does not end within 64 MiB
   */
  async read(scan: (bytes: Buffer, last: boolean) => Promise<number>, lineOf: () => number): Promise<void> {
    for (;;) {
      const used = await scan(this.rest, this.ended);
      this.rest = this.rest.subarray(used);
      if (used > 0) continue;
      if (this.ended) return;
      if (this.rest.length > LONGEST_RECORD) this.fail('the record', LONGEST_RECORD, lineOf());
      await this.more();
    }
  }

  private async takeHeader(): Promise<Header> {
    for (;;) {
      await this.more();
      const header = readHeader(this.rest, this.ended, this.where);
      if (header) {
        this.rest = this.rest.subarray(header.length);
        return header;
      }
      if (this.rest.length > LONGEST_HEADER) this.fail('the header', LONGEST_HEADER, 1);
    }
  }

  /** Lets go of the input; for a reader that stops before the end. */
  async close(): Promise<void> {
    await this.chunks.return(undefined).catch(() => undefined);
  }

  /** Reads on until there is twice as much as before, so that a long record is not scanned once per chunk. */
  private async more(): Promise<void> {
    const pieces = [this.rest];
    let bytes = this.rest.length;
    const enough = Math.max(1, bytes * 2);
    while (bytes < enough && !this.ended) {
      const { value, done } = await this.chunks.next();
      if (done) this.ended = true;
      else {
        pieces.push(value);
        bytes += value.length;
      }
    }
    this.rest = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
  }

  private fail(what: string, bytes: number, line: number): never {
    throw new WeftError(
      'invalid_input',
      `${this.where}: ${what} that starts on line ${line} does not end within ${bytes >> 20} MiB`,
      'Nothing of it was written. Most likely a quote is opened there and never closed.',
    );
  }
}
