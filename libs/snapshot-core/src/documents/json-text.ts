import { WeftError } from '../errors.ts';

/**
 * JSON with everything as it was written: an object by its members, anything else (numbers above all, which JSON.parse
 * would round) as its text.
 */
export type JsonText = JsonObject | string;
export type JsonObject = ReadonlyMap<string, JsonText>;

/** Deeper than anybody writes by hand; keeps hostile texts from exhausting the stack. */
const MAX_DEPTH = 100;

const SPACE = /[ \t\r\n]*/y;
const STRING = /"[^"\\]*(?:\\[^][^"\\]*)*"/y;
const PLAIN = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/**
 * Reads JSON text (RFC 8259). Messages name the place only, never what stands there: it may be a secret.
 * @param what names the text in messages
 * @throws WeftError `malformed` when it is no JSON, names a member of an object twice, or is nested deeper than 100
 */
export function parseJsonText(text: string, what = 'the text'): JsonText {
  const reader = new Reader(text, what);
  const value = reader.value(0);
  reader.end();
  return value;
}

/** The text of a value: members of objects one a line, indented by two spaces; all else as it was written. */
export function renderJsonText(value: JsonText, indent = ''): string {
  if (typeof value === 'string') return value;
  if (value.size === 0) return '{}';
  const within = `${indent}  `;
  const members = [...value].map(
    ([key, member]) => `${within}${JSON.stringify(key)}: ${renderJsonText(member, within)}`,
  );
  return `{\n${members.join(',\n')}\n${indent}}`;
}

class Reader {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly what: string,
  ) {}

  value(depth: number): JsonText {
    if (depth > MAX_DEPTH) throw this.fault(`is nested deeper than ${MAX_DEPTH} levels`);
    this.match(SPACE);
    const start = this.at;
    const first = this.text[start];
    if (first === '{') return this.object(depth);
    if (first === '[') this.array(depth);
    else if (first === '"') this.string();
    else if (this.match(PLAIN) === undefined) throw this.fault('is no JSON value');
    return this.text.slice(start, this.at);
  }

  end(): void {
    this.match(SPACE);
    if (this.at < this.text.length) throw this.fault('goes on after the end of the value');
  }

  private object(depth: number): JsonObject {
    const members = new Map<string, JsonText>();
    this.list('}', () => {
      if (this.text[this.at] !== '"') throw this.fault('must be the name of a member, in double quotes');
      const name = this.string();
      if (members.has(name)) throw this.fault('names a member of this object for the second time');
      this.match(SPACE);
      if (this.text[this.at] !== ':') throw this.fault('must be a colon');
      this.at += 1;
      members.set(name, this.value(depth + 1));
    });
    return members;
  }

  private array(depth: number): void {
    this.list(']', () => void this.value(depth + 1));
  }

  private string(): string {
    const start = this.at;
    const raw = this.match(STRING);
    try {
      if (raw !== undefined) return JSON.parse(raw) as string;
    } catch {
      this.at = start; // an escape or a control character that JSON does not have
    }
    throw this.fault('begins a string that is not JSON');
  }

  /** What stands between the bracket here and `close`, parted by commas. */
  private list(close: string, item: () => void): void {
    this.at += 1;
    this.match(SPACE);
    if (this.text[this.at] === close) return void (this.at += 1);
    for (;;) {
      this.match(SPACE);
      item();
      this.match(SPACE);
      const next = this.text[this.at];
      if (next !== close && next !== ',') throw this.fault(`must be a comma or ${close}`);
      this.at += 1;
      if (next === close) return;
    }
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  private fault(fault: string): WeftError {
    const before = this.text.slice(0, this.at).split('\n');
    const place = `line ${before.length}, column ${before.at(-1)!.length + 1}`;
    return new WeftError('malformed', `${this.what} is not usable JSON: ${place} ${fault}`, 'Correct the JSON.');
  }
}
