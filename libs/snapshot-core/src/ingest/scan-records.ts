import { isUtf8 } from 'node:buffer';
import { WeftError } from '../errors.ts';
import { flawReason } from './csv/flaws.ts';
import type { CsvReader } from './csv/csv-reader.ts';
import type { Header } from './csv/read-header.ts';
import { Flaw, RecordScanner } from './csv/record-scanner.ts';
import { requote } from './csv/requote.ts';
import { hash128, hashInput } from './hash128.ts';
import { KeyIndex } from './key-index.ts';
import { csvField, fieldValue, isNullField, recordKey } from './record-key.ts';
import type { RejectList } from './reject-list.ts';
import type { SkipFilter } from './skip-filter.ts';
import type { StageWriter } from './stage/stage-writer.ts';

export interface ScanInput {
  reader: CsvReader;
  header: Header;
  /** Positions of the key's columns in the header. */
  keyFields: number[];
  /** What a record's hash depends on besides its bytes. */
  seed: Int32Array;
  filter: SkipFilter;
  writer: StageWriter;
  rejects: RejectList;
  /** Names the run in messages. */
  where: string;
}

/** Records by what became of them. */
export interface Scanned {
  received: number;
  skipped: number;
}

/**
 * One pass over the sync output: skips the records that are byte for byte what they were, rejects those that cannot be
 * taken, stages the rest.
 * @throws WeftError `invalid_input` when a quote is never closed, or too much is rejected
 */
export async function scanRecords(input: ScanInput): Promise<Scanned> {
  const scan = new Scan(input);
  await input.reader.read(
    (bytes, last) => scan.take(bytes, last),
    () => scan.scanner.nextLine,
  );
  input.rejects.check(scan.received);
  return { received: scan.received, skipped: scan.skipped };
}

class Scan {
  readonly scanner: RecordScanner;
  received = 0;
  skipped = 0;
  private readonly keys = new KeyIndex();
  private readonly hash = new Int32Array(4);
  private readonly keyCount: number;

  constructor(private readonly input: ScanInput) {
    const { dialect, names, nextLine } = input.header;
    this.scanner = new RecordScanner(dialect, names.length, input.keyFields, nextLine);
    this.keyCount = input.keyFields.length;
  }

  async take(bytes: Buffer, last: boolean): Promise<number> {
    const { scanner } = this;
    const used = scanner.scan(bytes, last);
    this.received += scanner.count;
    const view = hashInput(bytes) as { bytes: Buffer; view: DataView };
    // Most pieces are valid as a whole; only in one that is not is each record looked at.
    const valid = isUtf8(bytes.subarray(0, used));
    for (let record = 0; record < scanner.count; record++) this.takeRecord(record, view, valid);
    await this.input.writer.flush();
    return used;
  }

  private takeRecord(record: number, view: { bytes: Buffer; view: DataView }, valid: boolean): void {
    const { scanner, keys, hash, keyCount } = this;
    const { filter, writer, seed } = this.input;
    const [start, end] = [scanner.start[record]!, scanner.end[record]!];
    const flaw = scanner.flaw[record]!;
    const bytes = view.bytes.subarray(start, end);
    if (flaw !== Flaw.none || (!valid && !isUtf8(bytes))) {
      this.reject(record, view.bytes, flawReason(flaw, scanner.fields[record]!, this.input.header.names.length));
      return;
    }
    hash128(view, start, end, seed, hash);
    if (filter.skips(hash)) {
      this.skipped++;
      if (keys.isEmpty) return;
      keys.read(view, scanner.keyStart, scanner.keyEnd, record * keyCount, keyCount);
      const replaced = keys.skip();
      if (replaced) writer.supersede(replaced);
      return;
    }
    const missing = this.nullKeyField(record);
    if (missing !== undefined) {
      this.reject(record, view.bytes, `its key is null: "${this.input.header.names[missing]}" is empty`);
      return;
    }
    keys.read(view, scanner.keyStart, scanner.keyEnd, record * keyCount, keyCount);
    const sent = scanner.bareQuote[record] ? requote(bytes, this.input.header.dialect) : bytes;
    const replaced = keys.stage(writer.add(hash, this.keyField(record, view.bytes), sent));
    if (replaced) writer.supersede(replaced);
  }

  /** Position in the header of the first key column without a value. */
  private nullKeyField(record: number): number | undefined {
    const { keyStart, keyEnd } = this.scanner;
    const base = record * this.keyCount;
    return this.input.keyFields.find((_, i) => isNullField(keyStart[base + i]!, keyEnd[base + i]!));
  }

  /** The record key as a CSV field: of a single column the bytes as they are. */
  private keyField(record: number, bytes: Buffer): Uint8Array {
    const { keyStart, keyEnd } = this.scanner;
    const base = record * this.keyCount;
    if (this.keyCount === 1 && !this.scanner.bareQuote[record]) return bytes.subarray(keyStart[base], keyEnd[base]);
    return Buffer.from(csvField(this.keyText(record, bytes)));
  }

  /** The record key. */
  private keyText(record: number, bytes: Buffer): string {
    const { keyStart, keyEnd } = this.scanner;
    const values = this.input.keyFields.map((_, i) => {
      const at = record * this.keyCount + i;
      return fieldValue({ bytes, start: keyStart[at]!, end: keyEnd[at]! }).toString('utf8');
    });
    return recordKey(values);
  }

  private reject(record: number, bytes: Buffer, reason: string): void {
    const { scanner } = this;
    const line = scanner.line[record]!;
    if (scanner.flaw[record] === Flaw.unclosed) {
      throw new WeftError(
        'invalid_input',
        `${this.input.where}: a quote is opened in the record on line ${line} and never closed`,
        'Nothing of it was written. Everything behind that quote reads as one field: correct that line.',
      );
    }
    const raw = bytes.subarray(scanner.start[record], scanner.end[record]);
    const readable = this.nullKeyField(record) === undefined && isUtf8(raw) && !raw.includes(0);
    this.input.rejects.add({ line, key: readable ? this.keyText(record, bytes) : null, reason, raw });
  }
}
