import { isUtf8 } from 'node:buffer';
import { MalformedLine } from './message.ts';
import { LONGEST_RECORD, LONGEST_RECORD_NAMED } from '../longest-record.ts';

const LF = 10;
const OPEN_BRACE = 123;
/** A byte order mark. */
const MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Cuts bytes into numbered lines of UTF-8; those of nothing but white space are left out. */
export class Lines {
  private number = 0;
  private rest: Buffer[] = [];
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
    // The end of a chunk is copied, so that the rest of the chunk is not kept for it.
    this.rest.push(start === 0 ? chunk : Buffer.from(chunk.subarray(start)));
    this.restBytes += chunk.length - start;
    if (this.restBytes > LONGEST_RECORD) throw this.tooLong();
  }

  /** What stands behind the last line's end. */
  *last(): Generator<[number, Buffer]> {
    if (this.restBytes > 0) yield* this.line(Buffer.alloc(0));
  }

  private *line(end: Buffer): Generator<[number, Buffer]> {
    const bytes = this.rest.length > 0 ? Buffer.concat([...this.rest, end]) : end;
    this.rest = [];
    this.restBytes = 0;
    this.number++;
    if (!isUtf8(bytes))
      throw new MalformedLine(`line ${this.number} of ${this.name} is not UTF-8`, 'Taps write UTF-8.');
    const line = bytes.subarray(0, 3).equals(MARK) ? bytes.subarray(3) : bytes;
    if (line[0] === OPEN_BRACE || line.toString('utf8').trim() !== '') yield [this.number, line];
  }

  private tooLong(): MalformedLine {
    return new MalformedLine(
      `line ${this.number + 1} of ${this.name} does not end within ${LONGEST_RECORD_NAMED}`,
      'A Singer stream has one message a line.',
    );
  }
}
