import { isUtf8 } from 'node:buffer';
import { WeftError } from '../../../errors.ts';
import type { ByteSource } from '../../byte-source.ts';
import type { OpenedInput } from '../opened-input.ts';
import type { DeclaredShape, RawRecord, RecordReader } from '../record-reader.ts';
import { JsonForm, JsonRecord } from './json-record.ts';
import { LONGEST_RECORD, LONGEST_RECORD_NAMED } from '../../longest-record.ts';

const LF = 10;
const CR = 13;
/** Records of a batch. */
const BATCH = 4096;

/** JSON Lines: a JSON object a line. Lines of nothing but white space are no records. */
export class JsonlReader implements RecordReader {
  readonly declared: DeclaredShape = {};
  readonly meaning = 'json';
  readonly form = { format: 'jsonl', head: Buffer.alloc(0) };
  private line = 1;
  private readonly likeness = new JsonForm();

  private constructor(
    private readonly source: ByteSource,
    private readonly where: string,
  ) {}

  static open({ source, where }: OpenedInput): Promise<RecordReader> {
    return Promise.resolve(new JsonlReader(source, where));
  }

  async *read(): AsyncGenerator<RawRecord[]> {
    const { source } = this;
    for (;;) {
      const batch: RawRecord[] = [];
      const used = this.take(source.rest, source.ended, batch);
      source.use(used);
      if (batch.length > 0) yield batch;
      if (used > 0) continue;
      if (source.ended) return;
      if (source.rest.length > LONGEST_RECORD) this.failLong();
      await source.more(LONGEST_RECORD + 1);
    }
  }

  close(): Promise<void> {
    return this.source.close();
  }

  /** Takes up to a batch of whole lines. Returns how many bytes it used up. */
  private take(bytes: Buffer, last: boolean, batch: RawRecord[]): number {
    const text = { isValid: false };
    let start = 0;
    while (start < bytes.length && batch.length < BATCH) {
      let end = bytes.indexOf(LF, start);
      if (end < 0) {
        if (!last) break;
        end = bytes.length;
      }
      const stop = end > start && bytes[end - 1] === CR ? end - 1 : end;
      if (!isBlank(bytes, start, stop))
        batch.push(new JsonRecord(this.line, bytes.subarray(start, stop), this.likeness, text));
      this.line++;
      start = end + 1;
    }
    const used = Math.min(start, bytes.length);
    text.isValid = isUtf8(bytes.subarray(0, used));
    return used;
  }

  private failLong(): never {
    throw new WeftError(
      'invalid_input',
      `${this.where}: line ${this.line} does not end within ${LONGEST_RECORD_NAMED}`,
      'Nothing of it was written. JSON Lines has one record a line; is this JSON (--format json)?',
      { http: 'Nothing of it was written. JSON Lines has one record a line; is this JSON (format=json)?' },
    );
  }
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    if (byte !== 32 && byte !== 9 && byte !== CR) return false;
  }
  return true;
}
