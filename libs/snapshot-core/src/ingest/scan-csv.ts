import { isUtf8 } from 'node:buffer';
import { flawReason, unclosedQuote } from './csv/flaws.ts';
import type { CsvReader } from './csv/csv-reader.ts';
import type { Header } from './csv/read-header.ts';
import { BATCH, Flaw, RecordScanner } from './csv/record-scanner.ts';
import { ContentIdentity } from './content-identity.ts';
import { failFrozen, misfitOf } from './drift/column-checks.ts';
import type { FoundRange } from './found-range.ts';
import { hash128, hashInput } from './hash128.ts';
import { KeyIndex } from './key-index.ts';
import type { NotedFields } from './noted-fields.ts';
import { fieldValue, isNullField, type RawField, recordKey } from './record-key.ts';
import type { RejectList } from './reject-list.ts';
import type { SkipFilter } from './skip-filter.ts';
import { LineSkipper, maySkip, type SkipContext } from './skip-lines.ts';
import { StageAhead } from './stage-ahead.ts';
import type { StageWriter } from './stage/stage-writer.ts';

export interface ScanInput {
  fields: NotedFields;
  /** Whether versions decide between records of one key; else the last one wins. */
  versioned: boolean;
  /** Gets the values of the scope's column. */
  range: FoundRange | undefined;
  filter: SkipFilter;
  writer: StageWriter;
  rejects: RejectList;
  /** Whether a value that breaks the contract fails the run; else its record is rejected. */
  frozen: boolean;
}

/** One CSV file of a delivery. */
export interface ScannedFile {
  header: Header;
  /** What a record's hash depends on besides its bytes. */
  seed: Int32Array;
  /** Names run and file in messages. */
  where: string;
  /** Named with what is rejected; undefined where there is one file alone. */
  file: string | undefined;
}

/** Records by what became of them. */
export interface Scanned {
  received: number;
  skipped: number;
}

/**
 * One pass over CSV files of one header: skips the records that are byte for byte what they were, rejects those that
 * cannot be taken, stages the rest.
 */
export class CsvScan {
  received = 0;
  skipped = 0;
  private readonly keys = new KeyIndex();
  private readonly hash = new Int32Array(4);
  private readonly content: ContentIdentity | undefined;
  private readonly keyCount: number;
  /** Noted fields of each record. */
  private readonly stride: number;
  private file!: ScannedFile;
  private scanner!: RecordScanner;
  private skipper: LineSkipper | undefined;
  private readonly skipping: SkipContext;
  private readonly ahead: StageAhead;

  constructor(private readonly input: ScanInput) {
    const { fields } = input;
    this.ahead = new StageAhead(input.filter, input.writer, input.versioned);
    this.skipping = { ...input, keys: this.keys };
    this.content = fields.content && new ContentIdentity(fields.content);
    this.keyCount = fields.keyFields.length;
    this.stride = fields.noted.length;
  }

  /** @throws WeftError `invalid_input` when a quote is never closed, or too much is rejected */
  async read(reader: CsvReader, file: ScannedFile): Promise<void> {
    const { dialect, names, nextLine } = file.header;
    this.file = file;
    this.scanner = new RecordScanner(dialect, names.length, this.input.fields.noted, nextLine);
    this.skipper = this.skipsLines ? new LineSkipper(this.skipping, dialect, this.input.fields.keyFields) : undefined;
    if (!this.skipper) await this.input.filter.complete();
    await reader.read(
      (bytes, last) => this.take(bytes, last),
      () => this.scanner.nextLine,
    );
  }

  /** Whether records can be skipped before their fields are looked at: nothing needs the fields of every record. */
  private get skipsLines(): boolean {
    const { filter, range } = this.input;
    return (filter.size > 0 || !filter.isComplete) && !range && !this.content;
  }

  /** To be called behind the last file. */
  async end(): Promise<void> {
    this.skipped += await this.ahead.end();
  }

  private async take(bytes: Buffer, last: boolean): Promise<number> {
    const { scanner, skipper } = this;
    const { filter } = this.input;
    const view = hashInput(bytes) as { bytes: Buffer; view: DataView };
    let at = 0;
    // Between unchanged records the scanner looks at one at a time, where nothing is unchanged at more and more.
    let most = skipper ? 1 : BATCH;
    filter.takeArrived();
    while (at < bytes.length) {
      if (skipper) {
        const found = skipper.skip(view, at, this.file.seed);
        if (found.skipped > 0) most = 1;
        this.received += found.skipped;
        this.skipped += found.skipped;
        scanner.nextLine += found.skipped;
        at = found.at;
        if (!filter.isComplete) {
          if (found.ended && !last) break;
          if (!this.ahead.mayStage(this.skipped)) {
            await filter.more();
            continue;
          }
        }
      }
      const end = scanner.scan(bytes, last, at, most);
      if (end === at) break;
      this.received += scanner.count;
      // Most pieces are valid as a whole; only in one that is not is each record looked at.
      const valid = isUtf8(bytes.subarray(at, end));
      for (let record = 0; record < scanner.count; record++) this.takeRecord(record, view, valid);
      most = Math.min(most * 2, BATCH);
      at = end;
      if (this.ahead.isFull) this.skipped += await this.ahead.flush();
    }
    return at;
  }

  private takeRecord(record: number, view: { bytes: Buffer; view: DataView }, valid: boolean): void {
    const { scanner, hash } = this;
    const { filter, range } = this.input;
    const { seed, header } = this.file;
    const [start, end] = [scanner.start[record]!, scanner.end[record]!];
    const flaw = scanner.flaw[record]!;
    if (flaw !== Flaw.none || (!valid && !isUtf8(view.bytes.subarray(start, end)))) {
      this.reject(record, view.bytes, flawReason(flaw, scanner.fields[record]!, header.names.length));
      return;
    }
    hash128(view, start, end, seed, hash);
    if (range) this.widen(range, record, view.bytes);
    if (this.content) this.takeContent(this.content, record, view);
    else if (filter.skips(hash) && this.maySkip(record, view)) this.skipped++;
    else this.stage(record, view);
  }

  /** A record that its key tells apart from others. */
  private stage(record: number, view: { bytes: Buffer; view: DataView }): void {
    const { scanner, keys, keyCount } = this;
    const { writer, versioned } = this.input;
    if (this.rejectsNullKey(record, view.bytes) || this.rejectsMisfit(record, view.bytes)) return;
    keys.read(view, scanner.keyStart, scanner.keyEnd, record * this.stride, keyCount);
    const replaced = keys.stage(
      writer.add(this.hash, this.keyField(record, view.bytes), this.recordAt(record, view.bytes)),
    );
    if (replaced) {
      if (versioned) writer.contested++;
      else writer.supersede(replaced);
    }
  }

  /** See {@link maySkip}; the key is read only where it matters. */
  private maySkip(record: number, view: { bytes: Buffer; view: DataView }): boolean {
    const { scanner, keys, keyCount } = this;
    if (keys.isEmpty) return true;
    keys.read(view, scanner.keyStart, scanner.keyEnd, record * this.stride, keyCount);
    return maySkip(this.skipping);
  }

  /** A record that its content tells apart from others: no two have one identity. */
  private takeContent(content: ContentIdentity, record: number, view: { bytes: Buffer; view: DataView }): void {
    const { scanner, hash } = this;
    if (this.rejectsNullKey(record, view.bytes) || this.rejectsMisfit(record, view.bytes)) return;
    content.read(view, scanner.keyStart, scanner.keyEnd, record * this.stride);
    content.distinguish(hash);
    if (this.input.filter.skips(hash)) this.skipped++;
    else {
      const key = recordKey([...this.keyValues(record, view.bytes), content.text]);
      this.input.writer.add(hash, Buffer.from(key), this.recordAt(record, view.bytes));
    }
  }

  private recordAt(record: number, bytes: Buffer): RawField {
    return { bytes, start: this.scanner.start[record]!, end: this.scanner.end[record]! };
  }

  private widen(range: FoundRange, record: number, bytes: Buffer): void {
    const at = record * this.stride + this.input.fields.scopeSlot;
    const [start, end] = [this.scanner.keyStart[at]!, this.scanner.keyEnd[at]!];
    if (!isNullField(start, end)) range.add(fieldValue({ bytes, start, end }).toString('utf8'));
  }

  private rejectsNullKey(record: number, bytes: Buffer): boolean {
    const missing = this.nullKeyField(record);
    if (missing === undefined) return false;
    this.reject(record, bytes, `its key is null: "${this.file.header.names[missing]}" is empty`);
    return true;
  }

  /** A record with a value that its contract refuses. */
  private rejectsMisfit(record: number, bytes: Buffer): boolean {
    const { fields, frozen } = this.input;
    for (const column of fields.checks) {
      const at = record * this.stride + column.slot;
      const [start, end] = [this.scanner.keyStart[at]!, this.scanner.keyEnd[at]!];
      if (isNullField(start, end)) continue;
      const misfit = misfitOf(column, fieldValue({ bytes, start, end }).toString('utf8'));
      if (misfit === undefined) continue;
      if (frozen) failFrozen(this.file.where, this.scanner.line[record]!, misfit);
      this.reject(record, bytes, misfit);
      return true;
    }
    return false;
  }

  /** Position in the header of the first key column without a value. */
  private nullKeyField(record: number): number | undefined {
    const { keyStart, keyEnd } = this.scanner;
    const base = record * this.stride;
    return this.input.fields.keyFields.find((_, i) => isNullField(keyStart[base + i]!, keyEnd[base + i]!));
  }

  /** The record key: of a single column its field, else the bytes of its text. */
  private keyField(record: number, bytes: Buffer): RawField | Uint8Array {
    const { keyStart, keyEnd } = this.scanner;
    const base = record * this.stride;
    if (this.keyCount === 1) return { bytes, start: keyStart[base]!, end: keyEnd[base]! };
    return Buffer.from(recordKey(this.keyValues(record, bytes)));
  }

  private keyValues(record: number, bytes: Buffer): string[] {
    const { keyStart, keyEnd } = this.scanner;
    return this.input.fields.keyFields.map((_, i) => {
      const at = record * this.stride + i;
      return fieldValue({ bytes, start: keyStart[at]!, end: keyEnd[at]! }).toString('utf8');
    });
  }

  /** Whether the key's fields are text, whatever the others are. */
  private isKeyText(record: number, bytes: Buffer): boolean {
    const { keyStart, keyEnd } = this.scanner;
    return this.input.fields.keyFields.every((_, i) => {
      const at = record * this.stride + i;
      const field = bytes.subarray(keyStart[at], keyEnd[at]);
      return isUtf8(field) && !field.includes(0);
    });
  }

  private reject(record: number, bytes: Buffer, reason: string): void {
    const { scanner } = this;
    const line = scanner.line[record]!;
    if (scanner.flaw[record] === Flaw.unclosed) {
      throw unclosedQuote(this.file.where, line);
    }
    const raw = bytes.subarray(scanner.start[record], scanner.end[record]);
    const keyed = this.keyCount > 0 && !this.content;
    const readable = keyed && this.nullKeyField(record) === undefined && this.isKeyText(record, bytes);
    const key = readable ? recordKey(this.keyValues(record, bytes)) : null;
    this.input.rejects.add({ line, key, reason, raw, file: this.file.file });
  }
}
