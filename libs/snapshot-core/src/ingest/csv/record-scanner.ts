import { CR, type Dialect, LF } from './dialect.ts';

/** Why a record cannot be taken as it is; 0 is none. The first one found counts. */
export const Flaw = { none: 0, fieldCount: 1, quote: 2, nul: 3, carriageReturn: 4, unclosed: 5 } as const;

/** Most records that one {@link RecordScanner.scan} reports; it stops there and is called again. */
export const BATCH = 8192;

const ORDINARY = 0;
const DELIMITER = 1;
const NEWLINE = 2;
const QUOTE = 3;
const RETURN = 4;
const NUL = 5;

/**
 * Splits bytes into CSV records (RFC 4180, quote-aware) without building strings: one pass over the bytes that notes
 * where each record and each of its key fields lie, and what is wrong with it. What a
 * flawless record means is beyond doubt; the tests compare both with csv-parse.
 *
 * Results stand in the arrays below until the next call. Offsets are into the buffer that was scanned.
 */
export class RecordScanner {
  /** Number of records found by the last {@link scan}. */
  count = 0;
  readonly start = new Int32Array(BATCH);
  /** Without the line end. */
  readonly end = new Int32Array(BATCH);
  /** Line on which the record starts, from 1. */
  readonly line = new Float64Array(BATCH);
  readonly flaw = new Uint8Array(BATCH);
  /** Number of fields in the record. */
  readonly fields = new Int32Array(BATCH);
  /** Where the k-th key field of record r lies: at `r * keys + k`; -1 when the record ends before it. */
  readonly keyStart: Int32Array;
  readonly keyEnd: Int32Array;
  /** Line on which the next record starts. */
  nextLine: number;
  private readonly keyOfField: Int32Array;
  private readonly kind = new Uint8Array(256);
  private readonly keys: number;

  /**
   * @param fieldCount fields that a record must have
   * @param keyFields positions of the key's fields
   * @param nextLine line on which the first record starts
   */
  constructor(
    dialect: Dialect,
    private readonly fieldCount: number,
    keyFields: readonly number[],
    nextLine: number,
  ) {
    this.nextLine = nextLine;
    this.keys = keyFields.length;
    this.keyStart = new Int32Array(BATCH * this.keys);
    this.keyEnd = new Int32Array(BATCH * this.keys);
    this.keyOfField = new Int32Array(fieldCount).fill(-1);
    keyFields.forEach((field, key) => (this.keyOfField[field] = key));
    this.kind[0] = NUL;
    this.kind[dialect.delimiter] = DELIMITER;
    this.kind[dialect.quote] = QUOTE;
    this.kind[CR] = RETURN;
    this.kind[LF] = RETURN; // only where the newline is CR: a bare line feed is then as odd as a bare CR elsewhere
    this.kind[dialect.newline] = NEWLINE;
    this.quote = dialect.quote;
    this.newline = dialect.newline;
  }

  private readonly quote: number;
  private readonly newline: number;

  /**
   * Finds the whole records of `bytes` from where one starts, at most a batch of them; empty lines are passed over.
   * @param last whether `bytes` reach the end of the input, so that an unfinished line is a record
   * @param from where to begin
   * @param most records to find, up to {@link BATCH}
   * @returns how many bytes were used up; the rest has to come again in the next call
   */
  scan(bytes: Uint8Array, last: boolean, from = 0, most = BATCH): number {
    const { kind, keyOfField, keyStart, keyEnd, keys, quote, fieldCount, newline } = this;
    const length = bytes.length;
    let used = from;
    let i = from;
    this.count = 0;
    while (i < length && this.count < most) {
      const record = this.count;
      const recordStart = i;
      const keyBase = record * keys;
      let lines = 1;
      let flaw: number = Flaw.none;
      let field = 0;
      let fieldStart = i;
      let closed = false;
      for (let key = 0; key < keys; key++) keyStart[keyBase + key] = -1;
      for (;;) {
        if (i < length && bytes[i] === quote && i === fieldStart) {
          // A quoted field: to the quote that is not doubled.
          i++;
          for (; i < length; i++) {
            const byte = bytes[i]!;
            if (byte === newline) lines++;
            else if (byte === 0 && flaw === Flaw.none) flaw = Flaw.nul;
            else if (byte === quote) {
              if (i + 1 < length && bytes[i + 1] === quote) i++;
              else break;
            }
          }
          if (i >= length) {
            if (!last) return used;
            flaw = Flaw.unclosed;
          } else {
            if (i + 1 >= length && !last) return used; // whether this quote closes is told by the next byte
            i++;
            if (i < length && kind[bytes[i]!] === ORDINARY && flaw === Flaw.none) flaw = Flaw.quote;
          }
        }
        while (i < length && kind[bytes[i]!] === ORDINARY) i++;
        const what = i < length ? kind[bytes[i]!]! : NEWLINE;
        if (what === DELIMITER || what === NEWLINE) {
          if (i >= length && !last) return used;
          const key = field < fieldCount ? keyOfField[field]! : -1;
          if (key >= 0) {
            keyStart[keyBase + key] = fieldStart;
            keyEnd[keyBase + key] = what === NEWLINE ? withoutReturn(bytes, fieldStart, i, newline) : i;
          }
          field++;
          if (what === NEWLINE) {
            closed = i < length;
            break;
          }
          fieldStart = ++i;
          continue;
        }
        // Something inside a field that must not stand there, or the CR of a line end.
        if (what === RETURN) {
          if (i + 1 >= length && !last) return used;
          const endsLine = bytes[i] === CR && (i + 1 >= length || bytes[i + 1] === newline);
          if (!endsLine && flaw === Flaw.none) flaw = Flaw.carriageReturn;
        } else if (what === NUL) {
          if (flaw === Flaw.none) flaw = Flaw.nul;
        }
        // A quote in a field that does not start with one is an ordinary character.
        i++;
      }
      const recordEnd = withoutReturn(bytes, recordStart, i, newline);
      if (closed) i++;
      used = i;
      const line = this.nextLine;
      this.nextLine += lines;
      if (recordEnd === recordStart) continue;
      if (flaw === Flaw.none && field !== fieldCount) flaw = Flaw.fieldCount;
      this.start[record] = recordStart;
      this.end[record] = recordEnd;
      this.line[record] = line;
      this.flaw[record] = flaw;
      this.fields[record] = field;
      this.count++;
    }
    return used;
  }
}

/** End of what lies before a line end: a CR before the line feed belongs to the line end. */
function withoutReturn(bytes: Uint8Array, start: number, end: number, newline: number): number {
  return newline === LF && end > start && bytes[end - 1] === CR ? end - 1 : end;
}
