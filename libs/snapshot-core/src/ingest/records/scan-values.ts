import type { ContentIdentity } from '../content-identity.ts';
import { failFrozen, misfitOf } from '../drift/column-checks.ts';
import type { FoundRange } from '../found-range.ts';
import { hash128, hashInput, writeHex } from '../hash128.ts';
import { KeyIndex } from '../key-index.ts';
import { recordKey } from '../record-key.ts';
import type { RejectList } from '../reject-list.ts';
import type { SkipFilter } from '../skip-filter.ts';
import type { ValueStage } from '../stage/value-stage.ts';
import type { RecordColumns } from './record-columns.ts';
import { type RecordFields, textOf } from './record-fields.ts';
import type { RecordForm, RecordForms } from './record-forms.ts';
import { type ParsedRecord, type RawRecord, RecordFlaw, type RecordReader } from './record-reader.ts';

export interface ValueScanInput {
  key: readonly string[];
  columns: RecordColumns;
  forms: RecordForms;
  filter: SkipFilter;
  stage: ValueStage;
  rejects: RejectList;
  /** Set where records are told apart by content. */
  content: ContentIdentity | undefined;
  /** Gets the values of the scope's column. */
  range: FoundRange | undefined;
  /** Whether the stream has a version column. */
  versioned: boolean;
  /** Whether a value that breaks the contract fails the run; else its record is rejected. */
  frozen: boolean;
  /** Names the run in messages. */
  where: string;
}

/**
 * One pass over records that name their own fields: skips those that are byte for byte what they were without looking
 * into them, rejects those that cannot be taken, stages the rest.
 */
export class ValueScan {
  received = 0;
  skipped = 0;
  /** Numbers of the records that lack the version column. */
  readonly unversioned: number[] = [];
  private readonly keys = new KeyIndex();
  private readonly hash = new Int32Array(4);
  private readonly hex = Buffer.alloc(32);
  private view = hashInput(Buffer.alloc(0));
  private file: string | undefined;
  private seed!: Int32Array;

  constructor(private readonly input: ValueScanInput) {}

  /**
   * Begins with the records of a reader.
   * @param seed what a record's hash depends on besides its bytes
   * @param file named with what is rejected; undefined where there is one file alone
   */
  async begin(
    { declared: { columns: declared = [] }, form }: RecordReader,
    seed: Int32Array,
    file: string | undefined,
  ): Promise<void> {
    const { columns, stage, key, rejects } = this.input;
    this.seed = seed;
    this.file = file;
    rejects.begin(form);
    if (declared.length > 0) await stage.flush();
    for (const { name, type } of declared) {
      const position = columns.positionOf(name) ?? columns.add(name, stage.count + 1, key);
      if (position >= 0) columns.learn(position, type ?? 'text');
    }
  }

  async take(batch: readonly RawRecord[]): Promise<void> {
    const { stage } = this.input;
    for (const record of batch) {
      this.received++;
      const form = this.takeRecord(record);
      // Rare, so that the others need not be waited for: a record that mentions columns for the first time.
      if (form) await this.widenFor(record, form);
      if (stage.isFull) await stage.flush();
    }
  }

  /** Returns the record's form when that has new columns: then the record was not taken yet. */
  private takeRecord(record: RawRecord): RecordForm | undefined {
    const { filter, range, content } = this.input;
    this.takeHash(record.bytes);
    if (!range && !content && filter.skips(this.hash) && this.maySkip(record)) {
      this.skipped++;
      return undefined;
    }
    if (this.takeFields(record)) return undefined;
    const parsed = this.parse(record);
    return parsed && this.takeParsed(record, parsed);
  }

  /** Stages a record by its bytes, where nothing else has to be known of it. Returns whether it did. */
  private takeFields(record: RawRecord): boolean {
    const { range, content, stage, forms, columns } = this.input;
    if (range || content || !stage.copiesFields) return false;
    const fields = record.fields?.();
    if (!fields) return false;
    const form = forms.of(fields.names);
    const key = form.unknown.length + form.checks.length > 0 ? undefined : keyIn(fields, form);
    if (!key) return false;
    const { mentioned } = columns;
    for (let field = 0; field < form.names.length; field++) {
      const type = fields.types[field];
      const position = form.positions[field]!;
      if (type && position >= 0 && type !== mentioned[position]!.type) columns.learn(position, type);
    }
    this.noteKey(key, stage.copyFields(this.hash, recordKey(key), fields, form.fields, form.absent), form);
    return true;
  }

  private takeParsed(record: RawRecord, parsed: ParsedRecord): RecordForm | undefined {
    const { filter, range, content, forms } = this.input;
    const form = forms.of(parsed.names);
    const scoped = range && form.scope >= 0 ? parsed.values[form.scope] : undefined;
    if (scoped != null) range!.add(scoped);
    const key = this.keyOf(record, parsed, form);
    if (key === undefined) return undefined;
    if (form.unknown.length > 0) return form;
    if (content) {
      if (this.rejectsMisfit(record, parsed, form)) return undefined;
      content.take(form.content.map(({ field, seed }) => ({ seed, value: parsed.values[field]! })));
      content.distinguish(this.hash);
      if (filter.skips(this.hash)) this.skipped++;
      else this.add(recordKey([...key, content.text]), parsed, form);
    } else if (range && filter.skips(this.hash) && this.maySkip(record)) this.skipped++;
    else if (!this.rejectsMisfit(record, parsed, form)) this.stageKeyed(key, parsed, form);
    return undefined;
  }

  private async widenFor(record: RawRecord, form: RecordForm): Promise<void> {
    const { columns, stage, key } = this.input;
    await stage.flush();
    for (const name of form.unknown) columns.add(name, stage.count + 1, key);
    this.takeHash(record.bytes);
    this.takeParsed(record, this.parse(record)!);
  }

  private stageKeyed(key: readonly string[], parsed: ParsedRecord, form: RecordForm): void {
    this.noteKey(key, this.add(recordKey(key), parsed, form), form);
  }

  /** Notes the key of a record that was staged as the n-th: it replaces an earlier one, or versions decide. */
  private noteKey(key: readonly string[], n: number, form: RecordForm): void {
    const { stage, versioned } = this.input;
    this.keys.take(key);
    const replaced = this.keys.stage(n);
    const lacksVersion = versioned && form.version < 0;
    if (lacksVersion) this.unversioned.push(n);
    if (!replaced) return;
    // As long as no record has had a version, the last one counts.
    if (versioned && this.unversioned.length < stage.count) stage.contested++;
    else stage.supersede(replaced);
  }

  private add(key: string, { values, types }: ParsedRecord, form: RecordForm): number {
    const { columns } = this.input;
    const { mentioned } = columns;
    const row = mentioned.map((): string | null => null);
    for (let field = 0; field < values.length; field++) {
      const position = form.positions[field]!;
      if (position < 0) continue;
      row[position] = values[field]!;
      const type = types[field];
      if (type && type !== mentioned[position]!.type) columns.learn(position, type);
    }
    writeHex(this.hash, this.hex, 0);
    return this.input.stage.add({ hash: this.hex.toString('latin1'), key, values: row, absent: form.absent });
  }

  /**
   * Whether a record that is what it was can be skipped. It cannot be when versions have to decide between it and one of
   * its key that was staged before; otherwise it replaces that one.
   */
  private maySkip(record: RawRecord): boolean {
    const { stage, versioned, forms } = this.input;
    if (this.keys.isEmpty) return true;
    const fields = record.fields?.();
    this.keys.take((fields && keyIn(fields, forms.of(fields.names))) ?? this.parsedKey(record));
    if (versioned) return !this.keys.isStaged;
    const replaced = this.keys.skip();
    if (replaced) stage.supersede(replaced);
    return true;
  }

  /** Key of a record that was taken before, as it is. */
  private parsedKey(record: RawRecord): string[] {
    const { names, values } = record.parse();
    return this.input.forms.of(names).key.map((field) => values[field]!);
  }

  private takeHash(bytes: Uint8Array): void {
    // Records of a batch lie in one buffer: a view for each of them would cost more than its hash.
    if (this.view.bytes.buffer !== bytes.buffer) this.view = hashInput(new Uint8Array(bytes.buffer));
    hash128(this.view, bytes.byteOffset, bytes.byteOffset + bytes.length, this.seed, this.hash);
  }

  private parse(record: RawRecord): ParsedRecord | undefined {
    try {
      return record.parse();
    } catch (error) {
      if (!(error instanceof RecordFlaw)) throw error;
      this.reject(record, error.reason, error.read);
      return undefined;
    }
  }

  /** The values of the key; undefined when one is missing, and the record so rejected. */
  private keyOf(record: RawRecord, { values }: ParsedRecord, form: RecordForm): string[] | undefined {
    const key: string[] = [];
    for (const [i, field] of form.key.entries()) {
      const value = field < 0 ? null : values[field]!;
      if (value === null) {
        const name = this.input.key[i];
        this.reject(record, field < 0 ? `it lacks the key's "${name}"` : `its key is null: "${name}"`, undefined);
        return undefined;
      }
      key.push(value);
    }
    return key;
  }

  /** A record with a value that its contract refuses. */
  private rejectsMisfit(record: RawRecord, parsed: ParsedRecord, form: RecordForm): boolean {
    for (const { field, column } of form.checks) {
      const value = parsed.values[field]!;
      const misfit = value === null ? undefined : misfitOf(column, value);
      if (misfit === undefined) continue;
      if (this.input.frozen) failFrozen(this.input.where, record.line, misfit);
      this.reject(record, misfit, parsed);
      return true;
    }
    return false;
  }

  private reject(record: RawRecord, reason: string, read: ParsedRecord | undefined): void {
    const { rejects, key: names, content } = this.input;
    const values = names.map((name) => read?.values[read.names.indexOf(name)] ?? null);
    // Half of what could be read of a broken record is no key.
    const readable =
      names.length > 0 && !content && values.every((value) => value !== null && !/[\0\ufffd]/.test(value));
    const key = readable ? recordKey(values as string[]) : null;
    rejects.add({
      line: record.line,
      key,
      reason,
      raw: Buffer.from(record.bytes.buffer, record.bytes.byteOffset, record.bytes.length),
      file: this.file,
    });
  }
}

/** The values of the key; undefined when one is missing. */
function keyIn(fields: RecordFields, form: RecordForm): string[] | undefined {
  const key: string[] = [];
  for (const field of form.key) {
    const value = field < 0 ? null : textOf(fields, field);
    if (value === null) return undefined;
    key.push(value);
  }
  return key;
}
