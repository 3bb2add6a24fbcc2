import { isUtf8 } from 'node:buffer';
import { WeftError } from '../../../errors.ts';
import type { ByteSource } from '../../byte-source.ts';
import type { OpenedInput } from '../opened-input.ts';
import type { DeclaredShape, RawRecord, RecordReader } from '../record-reader.ts';
import { ElementScanner } from './element-scanner.ts';
import { JsonForm, JsonRecord } from './json-record.ts';
import { LONGEST_RECORD, LONGEST_RECORD_NAMED } from '../../longest-record.ts';

/** Elements of a batch. */
const BATCH = 4096;
const OPEN_BRACKET = 91;
const OPEN_BRACE = 123;

/** A JSON array, each element of which is a record; or one object, which is a record alone. Holds one element in memory. */
export class JsonReader implements RecordReader {
  readonly declared: DeclaredShape = {};
  readonly meaning = 'json';
  readonly form = { format: 'json', head: Buffer.alloc(0) };
  private readonly likeness = new JsonForm();
  private readonly scanner = new ElementScanner();

  private constructor(
    private readonly source: ByteSource,
    private readonly where: string,
  ) {}

  static open({ source, where }: OpenedInput): Promise<RecordReader> {
    return Promise.resolve(new JsonReader(source, where));
  }

  close(): Promise<void> {
    return this.source.close();
  }

  async *read(): AsyncGenerator<RawRecord[]> {
    const { scanner } = this;
    const first = await this.afterSpace();
    if (first === undefined) {
      this.fail('the sync output is empty', 'An extract without records is written [].');
    }
    if (first !== OPEN_BRACKET && first !== OPEN_BRACE) {
      this.fail(
        `line ${scanner.line} begins neither an array nor an object`,
        'Deliver a JSON array of objects. Is it of another format? Tell it with --format.',
        'Deliver a JSON array of objects. Is it of another format? Tell it with format=.',
      );
    }
    if (first === OPEN_BRACKET) yield* this.readArray();
    else yield [await this.readObject()];
    if ((await this.afterSpace()) === undefined) return;
    this.fail(
      `there is text behind the end of the JSON, on line ${scanner.line}`,
      'Nothing of it was written. If there is an object on each line, it is JSON Lines: --format jsonl.',
      'Nothing of it was written. If there is an object on each line, it is JSON Lines: format=jsonl.',
    );
  }

  private async *readArray(): AsyncGenerator<RawRecord[]> {
    const { source, scanner } = this;
    const opened = scanner.line;
    source.use(1);
    if ((await this.afterSpace()) === 93) return source.use(1);
    for (let closed = false; !closed;) {
      const batch: RawRecord[] = [];
      const bytes = source.rest;
      const text = { isValid: false };
      let used = 0;
      while (batch.length < BATCH && !closed) {
        const found = scanner.next(bytes, used);
        if (!found) break;
        if (found.end === found.start) this.failMissing(found.line);
        batch.push(new JsonRecord(found.line, bytes.subarray(found.start, found.end), this.likeness, text));
        used = found.behind;
        closed = found.closes;
      }
      text.isValid = isUtf8(bytes.subarray(0, used));
      source.use(used);
      if (batch.length > 0) yield batch;
      else if (source.ended) this.failUnclosed(opened);
      else await this.more();
    }
  }

  private async readObject(): Promise<RawRecord> {
    const { source, scanner } = this;
    for (;;) {
      const { line } = scanner;
      const end = scanner.endOfObject(source.rest);
      if (end >= 0) {
        const record = new JsonRecord(line, source.rest.subarray(0, end), this.likeness, { isValid: false });
        source.use(end);
        return record;
      }
      if (source.ended) this.failUnclosed(line);
      await this.more();
    }
  }

  /** The first byte that is no white space, which stays in the source; undefined at the end. */
  private async afterSpace(): Promise<number | undefined> {
    const { source, scanner } = this;
    for (;;) {
      source.use(scanner.passSpace(source.rest));
      if (source.rest.length > 0) return source.rest[0];
      if (source.ended) return undefined;
      await source.more();
    }
  }

  private async more(): Promise<void> {
    if (this.source.rest.length > LONGEST_RECORD) {
      this.fail(
        `the record that starts on line ${this.scanner.line} does not end within ${LONGEST_RECORD_NAMED}`,
        'Nothing of it was written. Most likely a quote or bracket is opened there and never closed.',
      );
    }
    await this.source.more(LONGEST_RECORD + 1);
  }

  private failMissing(line: number): never {
    this.fail(`there is nothing before the comma or bracket on line ${line}`, 'Nothing of it was written. Correct it.');
  }

  private failUnclosed(opened: number): never {
    this.fail(
      `the JSON ends in the middle: what is opened on line ${opened} is not closed behind line ${this.scanner.line}`,
      'Nothing of it was written. Deliver it again; it was probably cut off.',
    );
  }

  private fail(what: string, hint: string, http?: string): never {
    throw new WeftError('invalid_input', `${this.where}: ${what}`, hint, { http });
  }
}
