/** A number as it was written: `9007199254740993` and `1.10` must not pass through floating point. */
export class NumberText {
  constructor(readonly text: string) {}
}

/** A nested value that a source delivered as text. Objects are Maps: their keys are the source's and may be anything. */
export type Literal = null | boolean | string | NumberText | readonly Literal[] | ReadonlyMap<string, Literal>;

/** The text of a scalar; compact JSON for a list or an object; null for null. */
export function literalText(value: Literal): string | null {
  if (value === null || typeof value === 'string') return value;
  if (value instanceof NumberText) return value.text;
  return typeof value === 'boolean' ? String(value) : toJson(value);
}

/** Compact JSON, numbers as they were written. */
export function toJson(value: Literal): string {
  if (value instanceof NumberText) return value.text;
  if (Array.isArray(value)) return `[${value.map(toJson).join(',')}]`;
  if (value instanceof Map) {
    const members = [...(value as ReadonlyMap<string, Literal>)].map(
      ([key, member]) => `${JSON.stringify(key)}:${toJson(member)}`,
    );
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value);
}

/** Deeper nesting than this is refused, so that hostile text cannot exhaust the stack. */
export const MAX_DEPTH = 200;

/** Where a literal parser stands in its text; thrown away with the parse. */
export class LiteralReader {
  at = 0;

  constructor(
    readonly text: string,
    private readonly space: RegExp,
  ) {}

  /** Skips white space and returns the character that follows ('' at the end). */
  peek(): string {
    const code = this.text.charCodeAt(this.at);
    if (code > 0x20 && code < 0x7f) return this.text.charAt(this.at); // none of these is white space
    this.space.lastIndex = this.at;
    if (this.space.test(this.text)) this.at = this.space.lastIndex;
    return this.text.charAt(this.at);
  }

  /** Takes the expected character, or refuses the text. */
  take(character: string): void {
    if (this.peek() !== character) throw new NotALiteral();
    this.at += 1;
  }

  /** Takes what a sticky expression matches here, or returns null. */
  match(expression: RegExp): string | null {
    expression.lastIndex = this.at;
    const found = expression.exec(this.text)?.[0];
    if (found === undefined) return null;
    this.at += found.length;
    return found;
  }

  /**
   * Items parted by commas up to the closing character, a comma before it allowed when `trailing`. Returns whether there
   * was one.
   */
  list(close: string, trailing: boolean, item: () => void): boolean {
    let comma = false;
    let done = this.peek() === close;
    while (!done) {
      item();
      comma = this.peek() === ',';
      if (comma) this.at += 1;
      done = !comma || (trailing && this.peek() === close);
    }
    this.take(close);
    return comma;
  }
}

/** The text is no literal of the language; never leaves this folder. */
export class NotALiteral extends Error {}

/** The value that a whole text is; undefined when it is none, or goes on behind one. */
export function wholeLiteral(
  text: string,
  space: RegExp,
  readValue: (reader: LiteralReader, depth: number) => Literal,
): Literal | undefined {
  const reader = new LiteralReader(text, space);
  try {
    const value = readValue(reader, 0);
    return reader.peek() === '' ? value : undefined;
  } catch (error) {
    if (error instanceof NotALiteral) return undefined;
    throw error;
  }
}
