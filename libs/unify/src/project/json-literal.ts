import { type Literal, LiteralReader, MAX_DEPTH, NotALiteral, NumberText, wholeLiteral } from './literal.ts';

const SPACE = /[ \t\r\n]+/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const STRING = /"[^"\\]*(?:\\[^][^"\\]*)*"/y;
/** Escapes, and control characters, which JSON does not take. */
// oxlint-disable-next-line no-control-regex
const UNUSUAL = /[\\\u0000-\u001f]/;
const WORDS: Readonly<Record<string, Literal>> = { true: true, false: false, null: null };

/**
 * JSON text (RFC 8259) with its numbers kept as text; undefined when it is not JSON. Not JSON.parse, because on Node 20
 * that loses the digits of large numbers.
 */
export const parseJsonLiteral = (text: string): Literal | undefined => wholeLiteral(text, SPACE, readValue);

function readValue(reader: LiteralReader, depth: number): Literal {
  if (depth > MAX_DEPTH) throw new NotALiteral();
  const first = reader.peek();
  if (first === '{') return readObject(reader, depth);
  if (first === '[') {
    const items: Literal[] = [];
    reader.take('[');
    reader.list(']', false, () => items.push(readValue(reader, depth + 1)));
    return items;
  }
  if (first === '"') return readString(reader);
  const number = reader.match(NUMBER);
  if (number !== null) return new NumberText(number);
  const word = reader.match(/true|false|null/y);
  if (word === null) throw new NotALiteral();
  return WORDS[word] ?? null;
}

function readObject(reader: LiteralReader, depth: number): Literal {
  const members = new Map<string, Literal>();
  reader.take('{');
  reader.list('}', false, () => {
    if (reader.peek() !== '"') throw new NotALiteral();
    const key = readString(reader);
    reader.take(':');
    members.set(key, readValue(reader, depth + 1));
  });
  return members;
}

function readString(reader: LiteralReader): string {
  const { text, at } = reader;
  const end = text.indexOf('"', at + 1);
  if (text[at] === '"' && end > 0) {
    const usual = text.slice(at + 1, end);
    if (!UNUSUAL.test(usual)) {
      reader.at = end + 1;
      return usual;
    }
  }
  const raw = reader.match(STRING);
  if (raw === null) throw new NotALiteral();
  if (!UNUSUAL.test(raw)) return raw.slice(1, -1);
  try {
    return JSON.parse(raw) as string;
  } catch {
    throw new NotALiteral(); // an escape or a control character that JSON does not have
  }
}
