import type { LogicalType } from '../../../catalog/stream.entity.ts';
import { RecordFlaw } from '../record-reader.ts';

const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const COLON = 58;
const CLOSE_BRACE = 125;

/** The members of a JSON object as its text has them. */
export interface Members {
  names: string[];
  values: (string | null)[];
  types: (LogicalType | null)[];
  /** Whether names and order are those of `like`. */
  alike: boolean;
}

/** Names of a record before, to recognise them again without making strings of them. */
export interface Likeness {
  names: readonly string[];
  /** Those that stand in JSON as they are, without escapes; null for others. */
  plain: readonly (string | null)[];
}

/**
 * Reads the members of a JSON object from its text, so that no value is altered: numbers and nested values are cut out as
 * written, strings are unescaped. The text has to be valid JSON; of one that is not it gives the members that stand whole
 * before the fault.
 * @param like the object before: in most files all have the same names
 * @throws RecordFlaw for a character that text cannot hold: U+0000, half of a UTF-16 pair
 */
export function readMembers(text: string, like: Likeness): Members {
  const found: Members = { names: [], values: [], types: [], alike: true };
  const escapes = text.includes('\\');
  let i = text.indexOf('{') + 1;
  if (i === 0) return found;
  for (let member = 0; ; member++) {
    i = afterSpace(text, i);
    if (member > 0 && text.charCodeAt(i) === COMMA) i = afterSpace(text, i + 1);
    if (text.charCodeAt(i) !== QUOTE) break;
    const known = like.plain[member];
    let name: string;
    let end: number;
    if (known != null && text.startsWith(known, i + 1) && text.charCodeAt(i + 1 + known.length) === QUOTE) {
      name = known;
      end = i + 1 + known.length;
    } else {
      end = endOfString(text, i, escapes);
      if (end < 0) break;
      name = unescaped(text, i, end, escapes, found, undefined);
      if (name !== like.names[member]) found.alike = false;
    }
    i = afterSpace(text, end + 1);
    if (text.charCodeAt(i) !== COLON) break;
    i = afterSpace(text, i + 1);
    end = endOfValue(text, i, escapes);
    if (end < 0) break;
    take(found, name, text, i, end, escapes);
    i = end;
  }
  if (found.names.length !== like.names.length) found.alike = false;
  return found;
}

/** @param end behind the value */
function take(found: Members, name: string, text: string, start: number, end: number, escapes: boolean): void {
  const code = text.charCodeAt(start);
  let value: string | null = null;
  let type: LogicalType | null = null;
  if (code === QUOTE) {
    value = unescaped(text, start, end - 1, escapes, found, name);
    type = 'string';
  } else if (code === 123 || code === 91) {
    value = text.slice(start, end);
    type = 'json';
  } else if (code === 116 || code === 102) {
    value = text.slice(start, end);
    type = 'boolean';
  } else if (code !== 110) {
    value = text.slice(start, end);
    type = isInteger(text, start, end) ? 'integer' : 'number';
  }
  found.names.push(name);
  found.values.push(value);
  found.types.push(type);
}

/** The string between two quotes. */
function unescaped(
  text: string,
  start: number,
  end: number,
  escapes: boolean,
  found: Members,
  name: string | undefined,
): string {
  const raw = text.slice(start + 1, end);
  if (!escapes || !raw.includes('\\')) return raw;
  const value = JSON.parse(text.slice(start, end + 1)) as string;
  if (value.includes('\0')) refuse('the character U+0000 (\\u0000), which text cannot', found, name);
  if (!/\p{Surrogate}/u.test(value)) return value;
  return refuse('half of a UTF-16 pair (such as \\ud83d alone), which is no character', found, name);
}

function refuse(what: string, read: Members, name: string | undefined): never {
  throw new RecordFlaw(`${name === undefined ? 'the name of a field' : `"${name}"`} holds ${what}`, read);
}

function afterSpace(text: string, from: number): number {
  let i = from;
  for (;;) {
    const code = text.charCodeAt(i);
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return i;
    i++;
  }
}

/** Where the quote is that closes the string which opens at `start`; -1 without one. */
function endOfString(text: string, start: number, escapes: boolean): number {
  let end = text.indexOf('"', start + 1);
  if (!escapes) return end;
  while (end > 0) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return end;
    end = text.indexOf('"', end + 1);
  }
  return end;
}

/** Where the value that starts at `start` ends, exclusively; -1 when it does not. */
function endOfValue(text: string, start: number, escapes: boolean): number {
  const code = text.charCodeAt(start);
  if (code === QUOTE) return endOfString(text, start, escapes) + 1 || -1;
  if (code === 123 || code === 91) return endOfNested(text, start, escapes);
  for (let i = start; i < text.length; i++) {
    const next = text.charCodeAt(i);
    if (next === COMMA || next === CLOSE_BRACE || next <= 32) return i > start ? i : -1;
  }
  return -1;
}

function endOfNested(text: string, start: number, escapes: boolean): number {
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) {
      i = endOfString(text, i, escapes);
      if (i < 0) return -1;
    } else if (code === 123 || code === 91) depth++;
    else if ((code === 125 || code === 93) && --depth === 0) return i + 1;
  }
  return -1;
}

function isInteger(text: string, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code === 46 || code === 69 || code === 101) return false;
  }
  return true;
}
