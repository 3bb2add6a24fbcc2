const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const COLON = 58;
const MINUS = 45;
const POINT = 46;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
/** Levels of objects and arrays; of deeper ones it is not told whether they are valid. */
export const DEEPEST = 64;

/*
 * The grammar of RFC 8259 over bytes that are UTF-8. Each function takes where something starts and gives where it ends, or
 * -1 where that is no valid JSON (or too deep to tell).
 */

/** Behind white space. */
export function afterSpace(bytes: Uint8Array, from: number): number {
  let i = from;
  for (let byte = bytes[i]; byte === 32 || byte === 10 || byte === 13 || byte === 9; byte = bytes[i]) i++;
  return i;
}

/** Behind `true`, `false` or `null`. */
export function endOfLiteral(bytes: Uint8Array, start: number): number {
  const word = bytes[start] === 116 ? TRUE : bytes[start] === 102 ? FALSE : NULL;
  for (let i = 0; i < word.length; i++) if (bytes[start + i] !== word[i]) return -1;
  return start + word.length;
}

const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
const NULL = Buffer.from('null');

/** Behind the integer part of a number. */
export function endOfInteger(bytes: Uint8Array, start: number): number {
  const first = bytes[start] === MINUS ? start + 1 : start;
  const i = endOfDigits(bytes, first);
  return i === first || (bytes[first] === 48 && i > first + 1) ? -1 : i;
}

/** Behind fraction and exponent of a number; `from` where it has neither. */
export function endOfFraction(bytes: Uint8Array, from: number): number {
  let i = from;
  if (bytes[i] === POINT) {
    const first = i + 1;
    i = endOfDigits(bytes, first);
    if (i === first) return -1;
  }
  if (bytes[i] === 101 || bytes[i] === 69) {
    const sign = bytes[i + 1];
    const first = sign === MINUS || sign === 43 ? i + 2 : i + 1;
    i = endOfDigits(bytes, first);
    if (i === first) return -1;
  }
  return i;
}

function endOfDigits(bytes: Uint8Array, from: number): number {
  let i = from;
  for (let byte = bytes[i]!; byte >= 48 && byte <= 57; byte = bytes[i]!) i++;
  return i;
}

/** Where the string closes that opens at `start`: its quote. */
export function endOfString(bytes: Uint8Array, start: number): number {
  const { length } = bytes;
  for (let i = start + 1; i < length; i++) {
    const byte = bytes[i]!;
    if (byte === QUOTE) return i;
    if (byte < 32) return -1;
    if (byte !== BACKSLASH) continue;
    i = endOfEscape(bytes, i + 1);
    if (i < 0) return -1;
  }
  return -1;
}

/** The last byte of an escape, from the one behind its backslash. */
function endOfEscape(bytes: Uint8Array, at: number): number {
  switch (bytes[at]) {
    case QUOTE:
    case BACKSLASH:
    case 47: // /
    case 98: // b
    case 102: // f
    case 110: // n
    case 114: // r
    case 116: // t
      return at;
    case 117: // u
      for (let i = 1; i <= 4; i++) if (!isHex(bytes[at + i]!)) return -1;
      return at + 4;
    default:
      return -1;
  }
}

const isHex = (byte: number): boolean =>
  (byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 70) || (byte >= 97 && byte <= 102);

/** Behind an object or array. */
export function endOfNested(bytes: Uint8Array, start: number, depth = 0): number {
  if (depth > DEEPEST) return -1;
  const isObject = bytes[start] === OPEN_BRACE;
  const close = isObject ? CLOSE_BRACE : CLOSE_BRACKET;
  let i = afterSpace(bytes, start + 1);
  if (bytes[i] === close) return i + 1;
  for (;;) {
    if (isObject) {
      if (bytes[i] !== QUOTE || (i = endOfString(bytes, i)) < 0) return -1;
      i = afterSpace(bytes, i + 1);
      if (bytes[i] !== COLON) return -1;
      i = afterSpace(bytes, i + 1);
    }
    i = endOfValue(bytes, i, depth);
    if (i < 0) return -1;
    i = afterSpace(bytes, i);
    if (bytes[i] === close) return i + 1;
    if (bytes[i] !== COMMA) return -1;
    i = afterSpace(bytes, i + 1);
  }
}

function endOfValue(bytes: Uint8Array, start: number, depth: number): number {
  switch (bytes[start]) {
    case QUOTE:
      return endOfString(bytes, start) + 1 || -1;
    case OPEN_BRACE:
    case OPEN_BRACKET:
      return endOfNested(bytes, start, depth + 1);
    case 116:
    case 102:
    case 110:
      return endOfLiteral(bytes, start);
    default: {
      const end = endOfInteger(bytes, start);
      return end < 0 ? -1 : endOfFraction(bytes, end);
    }
  }
}
