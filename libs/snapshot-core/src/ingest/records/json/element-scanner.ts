const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const LF = 10;

/** An element of a JSON array. Offsets are into the bytes that were scanned. */
export interface FoundElement {
  start: number;
  /** Without white space behind it. */
  end: number;
  /** Behind the comma or bracket that follows it. */
  behind: number;
  /** Whether that is the bracket which closes the array. */
  closes: boolean;
  /** Line on which it starts, from 1. */
  line: number;
}

/** Finds where the elements of a JSON array lie, by quotes and brackets alone: whether they are valid is not told here. */
export class ElementScanner {
  /** Line of what comes next. */
  line = 1;

  /** Bytes of white space that the bytes begin with. */
  passSpace(bytes: Uint8Array): number {
    let i = 0;
    for (; i < bytes.length && isSpace(bytes[i]!); i++) if (bytes[i] === LF) this.line++;
    return i;
  }

  /** The element that starts at `from`; undefined when it does not end within the bytes. */
  next(bytes: Uint8Array, from: number): FoundElement | undefined {
    let { line } = this;
    let start = from;
    for (; start < bytes.length && isSpace(bytes[start]!); start++) if (bytes[start] === LF) line++;
    const first = line;
    let depth = 0;
    for (let i = start; i < bytes.length; i++) {
      const byte = bytes[i]!;
      if (byte === QUOTE) {
        i = endOfString(bytes, i);
        if (i < 0) return undefined;
      } else if (byte === LF) line++;
      else if (byte === 123 || byte === 91) depth++;
      else if (depth > 0 && (byte === 125 || byte === 93)) depth--;
      else if (depth === 0 && (byte === COMMA || byte === 93)) {
        this.line = line;
        return { start, end: withoutSpace(bytes, start, i), behind: i + 1, closes: byte === 93, line: first };
      }
    }
    return undefined;
  }

  /** Where the object ends with which the bytes begin; -1 when it does not end within them. */
  endOfObject(bytes: Uint8Array): number {
    let { line } = this;
    let depth = 0;
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i]!;
      if (byte === QUOTE) {
        i = endOfString(bytes, i);
        if (i < 0) return -1;
      } else if (byte === LF) line++;
      else if (byte === 123 || byte === 91) depth++;
      else if ((byte === 125 || byte === 93) && --depth === 0) {
        this.line = line;
        return i + 1;
      }
    }
    return -1;
  }
}

const isSpace = (byte: number): boolean => byte === 32 || byte === LF || byte === 13 || byte === 9;

function withoutSpace(bytes: Uint8Array, start: number, end: number): number {
  let last = end;
  while (last > start && isSpace(bytes[last - 1]!)) last--;
  return last;
}

/** Where the string closes that opens at `start`; -1 when it does not. A line end inside it is no valid JSON anyway. */
function endOfString(bytes: Uint8Array, start: number): number {
  for (let i = start + 1; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte === BACKSLASH) i++;
    else if (byte === QUOTE) return i;
  }
  return -1;
}
