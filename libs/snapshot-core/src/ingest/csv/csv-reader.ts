import { WeftError } from '../../errors.ts';
import type { ByteSource } from '../byte-source.ts';
import { LONGEST_RECORD } from '../longest-record.ts';
import type { ToldDialect } from './dialect.ts';
import { type Header, readHeader } from './read-header.ts';

/** A header that takes more than this is none. */
const LONGEST_HEADER = 16 << 20;

/** A CSV's bytes after its header, in pieces that start with a record. */
export class CsvReader {
  private constructor(
    private readonly source: ByteSource,
    private readonly where: string,
  ) {}

  /**
   * Opens a CSV and reads its header.
   * @throws WeftError `invalid_input` when there is none that can be read
   */
  static async open(
    source: ByteSource,
    where: string,
    told: ToldDialect = {},
  ): Promise<{ reader: CsvReader; header: Header }> {
    const reader = new CsvReader(source, where);
    return { reader, header: await reader.takeHeader(told) };
  }

  /**
   * Gives the input to `scan` piece by piece: it gets bytes that start with a record and whether they are the last ones,
   * and returns how many it used up. What it leaves comes again, with more behind it.
   * @param lineOf line on which the record starts that does not end, for the message
   * @throws WeftError `invalid_input` when a record does not end within {@link LONGEST_RECORD}
   */
  async read(scan: (bytes: Buffer, last: boolean) => Promise<number>, lineOf: () => number): Promise<void> {
    let used: number;
    do used = await scan(this.bytes, this.last);
    while (await this.advance(used, lineOf()));
  }

  /** Bytes that start with a record. */
  get bytes(): Buffer {
    return this.source.rest;
  }

  /** Whether {@link bytes} are the last ones. */
  get last(): boolean {
    return this.source.ended;
  }

  /**
   * Goes on behind the bytes that were used up; where there were none, reads more of them. False at the end.
   * @param line on which the record starts that does not end, for the message
   * @throws WeftError `invalid_input` when a record does not end within {@link LONGEST_RECORD}
   */
  async advance(used: number, line: number): Promise<boolean> {
    const { source } = this;
    source.use(used);
    if (used > 0) return true;
    if (source.ended) return false;
    if (source.rest.length >= LONGEST_RECORD) this.fail('the record', LONGEST_RECORD, line);
    await source.more(LONGEST_RECORD);
    return true;
  }

  close(): Promise<void> {
    return this.source.close();
  }

  private async takeHeader(told: ToldDialect): Promise<Header> {
    const { source } = this;
    for (;;) {
      await source.more(LONGEST_HEADER);
      const header = readHeader(source.rest, source.ended, this.where, told);
      if (header) {
        source.use(header.length);
        return header;
      }
      if (source.rest.length >= LONGEST_HEADER) this.fail('the header', LONGEST_HEADER, 1);
    }
  }

  private fail(what: string, bytes: number, line: number): never {
    throw new WeftError(
      'invalid_input',
      `${this.where}: ${what} that starts on line ${line} does not end within ${bytes >> 20} MiB`,
      'Nothing of it was written. Most likely a quote is opened there and never closed.',
    );
  }
}
