import { writeHex } from './hash128.ts';

const QUOTE = 34;
const COMMA = 44;
const LF = 10;
/** Longer ones are copied by the system, shorter ones byte by byte: that is where the two take the same time. */
const SHORT = 48;
const LONG = 4096;

/** Texts written as bytes: fields of CSV, as COPY reads them, and others. */
export class ByteWriter {
  /** Bytes written. */
  filled = 0;
  private bytes: Buffer;

  /** @param room bytes that it has before it grows */
  constructor(private readonly room: number) {
    this.bytes = Buffer.allocUnsafeSlow(room);
  }

  /** What was written; it begins anew. */
  take(): Buffer {
    const written = this.bytes.subarray(0, this.filled);
    this.bytes = Buffer.allocUnsafeSlow(this.room);
    this.filled = 0;
    return written;
  }

  /** What was written, in memory that is written to again after {@link restart}. */
  get written(): Buffer {
    return this.bytes.subarray(0, this.filled);
  }

  /** Begins anew in the same memory. */
  restart(): void {
    this.filled = 0;
  }

  comma(): void {
    this.byte(COMMA);
  }

  endLine(): void {
    this.byte(LF);
  }

  byte(byte: number): void {
    this.makeRoom(1);
    this.bytes[this.filled++] = byte;
  }

  /** A text as it is. */
  utf8(text: string): void {
    // No UTF-16 unit takes more than three bytes; of a long text they are counted.
    this.makeRoom(text.length < LONG ? text.length * 3 : Buffer.byteLength(text));
    this.filled += this.bytes.write(text, this.filled);
  }

  /** A text of ASCII as it is. */
  ascii(text: string): void {
    this.makeRoom(text.length);
    for (let i = 0; i < text.length; i++) this.bytes[this.filled++] = text.charCodeAt(i);
  }

  hash(hash: Int32Array): void {
    this.makeRoom(32);
    writeHex(hash, this.bytes, this.filled);
    this.filled += 32;
  }

  /** A text as a field. */
  quoted(text: string): void {
    // All of a long text's room at once: making more for its quotes would copy it.
    if (text.length >= LONG) this.makeRoom(Buffer.byteLength(text) + quotesIn(text) + 2);
    this.byte(QUOTE);
    const start = this.filled;
    this.utf8(text);
    if (text.includes('"')) this.doubleQuotes(start);
    this.byte(QUOTE);
  }

  /** Doubles the quotes of what was written since, from its end on: a text with millions of them replaced takes half a gigabyte. */
  private doubleQuotes(start: number): void {
    let quotes = 0;
    for (let i = start; i < this.filled; i++) if (this.bytes[i] === QUOTE) quotes++;
    this.makeRoom(quotes);
    const { bytes } = this;
    let from = this.filled;
    this.filled += quotes;
    for (let to = this.filled; to > from;) {
      const byte = bytes[--from]!;
      bytes[--to] = byte;
      if (byte === QUOTE) bytes[--to] = QUOTE;
    }
  }

  /** Bytes as they are. */
  copy(source: Uint8Array, start: number, end: number): void {
    this.makeRoom(end - start);
    const { bytes } = this;
    let at = this.filled;
    this.filled += end - start;
    if (end - start > SHORT) bytes.set(source.subarray(start, end), at);
    else for (let i = start; i < end; i++) bytes[at++] = source[i]!;
  }

  /** Bytes that have quotes in them, as a field. */
  copyQuoted(source: Buffer, start: number, end: number): void {
    this.makeRoom((end - start) * 2 + 2);
    const { bytes } = this;
    let at = this.filled;
    bytes[at++] = QUOTE;
    for (let i = start; i < end; i++) {
      const byte = source[i]!;
      bytes[at++] = byte;
      if (byte === QUOTE) bytes[at++] = QUOTE;
    }
    bytes[at++] = QUOTE;
    this.filled = at;
  }

  private makeRoom(bytes: number): void {
    const wanted = this.filled + bytes;
    if (wanted <= this.bytes.length) return;
    // With room to spare: the comma behind a long text must not double it.
    const larger = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, wanted + this.room));
    this.bytes.copy(larger, 0, 0, this.filled);
    this.bytes = larger;
  }
}

function quotesIn(text: string): number {
  let quotes = 0;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) === QUOTE) quotes++;
  return quotes;
}
