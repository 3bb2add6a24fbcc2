import { isUtf8 } from 'node:buffer';
import { MalformedLine } from './message.ts';
import { LONGEST_RECORD, LONGEST_RECORD_NAMED } from '../longest-record.ts';

const LF = 10;
const LONG = 1 << 20;
/** The longest line, and what may be read behind it before that shows. */
const MOST = LONGEST_RECORD + LONG;
const OPEN_BRACE = 123;
/** A byte order mark. */
const MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Cuts bytes into numbered lines of UTF-8; those of nothing but white space are left out. */
export class Lines {
  private number = 0;
  /** What came of a line that does not end in its chunk, and bytes of it that are filled. */
  private rest = Buffer.alloc(0);
  private restBytes = 0;

  constructor(private readonly name: string) {}

  *of(chunk: Buffer): Generator<[number, Buffer]> {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(LF, start);
      if (end < 0) break;
      yield* this.line(chunk.subarray(start, end));
      start = end + 1;
    }
    if (start === chunk.length) return;
    this.keep(chunk.subarray(start));
    if (this.restBytes > LONGEST_RECORD) throw this.tooLong();
  }

  /** What stands behind the last line's end. */
  *last(): Generator<[number, Buffer]> {
    if (this.restBytes > 0) yield* this.line(Buffer.alloc(0));
  }

  private *line(end: Buffer): Generator<[number, Buffer]> {
    const bytes = this.whole(end);
    this.number++;
    if (!isUtf8(bytes))
      throw new MalformedLine(`line ${this.number} of ${this.name} is not UTF-8`, 'Taps write UTF-8.');
    const line = bytes.subarray(0, 3).equals(MARK) ? bytes.subarray(3) : bytes;
    if (line[0] === OPEN_BRACE || line.toString('utf8').trim() !== '') yield [this.number, line];
  }

  /** The line that ends with these bytes. */
  private whole(end: Buffer): Buffer {
    if (this.restBytes === 0) return end;
    this.keep(end);
    const bytes = this.rest.subarray(0, this.restBytes);
    this.rest = Buffer.alloc(0);
    this.restBytes = 0;
    return bytes;
  }

  /** Copies them, so that their chunk is not kept: pieces of a long line would be in memory beside it. */
  private keep(bytes: Buffer): void {
    const filled = this.restBytes + bytes.length;
    if (filled > this.rest.length) {
      const room = Buffer.allocUnsafeSlow(filled < LONG ? filled * 2 : Math.max(filled, Math.min(filled * 4, MOST)));
      this.rest.copy(room, 0, 0, this.restBytes);
      this.rest = room;
    }
    bytes.copy(this.rest, this.restBytes);
    this.restBytes = filled;
  }

  private tooLong(): MalformedLine {
    return new MalformedLine(
      `line ${this.number + 1} of ${this.name} does not end within ${LONGEST_RECORD_NAMED}`,
      'A Singer stream has one message a line.',
    );
  }
}
