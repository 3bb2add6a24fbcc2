import { type Literal, LiteralReader, MAX_DEPTH, NotALiteral, NumberText, wholeLiteral } from './literal.ts';

const SPACE = /[ \t\r\n\f]+/y;
const STRING_START = /[bBrRuU]{0,2}(?='|")/y;
const NUMBER = /[+-]?(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const NAME = /[A-Za-z_][\w.]*/y;
const CONSTANTS: ReadonlyMap<string, Literal> = new Map<string, Literal>([
  ['None', null],
  ['True', true],
  ['False', false],
  ['nan', null], // pandas: a missing value
  ['NaN', null],
  ['NaT', null],
  ['inf', 'inf'],
  ['datetime.timezone.utc', 'Z'],
]);
const ESCAPES: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/**
 * Text that Python's repr() wrote for a nested value (dict, list, tuple, set, string, number, None, True, False, and the
 * calls seen inside such values: datetime, date, Decimal, UUID, Timestamp, OrderedDict); undefined when it is not. CSV
 * files written by pandas carry objects this way. Grammar: Python Language Reference, 2.4 (literals).
 */
export const parsePythonLiteral = (text: string): Literal | undefined => wholeLiteral(text, SPACE, readValue);

function readValue(reader: LiteralReader, depth: number): Literal {
  if (depth > MAX_DEPTH) throw new NotALiteral();
  const first = reader.peek();
  if (first === '{') return readBraces(reader, depth);
  if (first === '[') return readItems(reader, '[', ']', depth).items;
  if (first === '(') {
    const { items, comma } = readItems(reader, '(', ')', depth);
    return items.length === 1 && !comma ? (items[0] ?? null) : items; // (1) is 1, (1,) is a tuple
  }
  const prefix = reader.match(STRING_START);
  if (prefix !== null) return readString(reader, prefix.toLowerCase());
  const number = reader.match(NUMBER);
  if (number !== null) return new NumberText(number.replaceAll('_', '').replace(/^\+/, ''));
  if (first === '-' && reader.text.startsWith('-inf', reader.at)) {
    reader.at += 4;
    return '-inf';
  }
  return readName(reader, depth);
}

function readItems(reader: LiteralReader, open: string, close: string, depth: number) {
  const items: Literal[] = [];
  reader.take(open);
  const comma = reader.list(close, true, () => items.push(readValue(reader, depth + 1)));
  return { items, comma };
}

/** A dict, or a set, which becomes a list. */
function readBraces(reader: LiteralReader, depth: number): Literal {
  const members = new Map<string, Literal>();
  const items: Literal[] = [];
  reader.take('{');
  reader.list('}', true, () => {
    const item = readValue(reader, depth + 1);
    if (reader.peek() !== ':') {
      items.push(item);
      return;
    }
    reader.take(':');
    members.set(keyText(item), readValue(reader, depth + 1));
  });
  if (items.length > 0 && members.size > 0) throw new NotALiteral();
  return items.length > 0 ? items : members;
}

function keyText(key: Literal): string {
  if (typeof key === 'string') return key;
  if (key instanceof NumberText) return key.text;
  if (key === null || typeof key === 'boolean') return String(key);
  throw new NotALiteral();
}

function readString(reader: LiteralReader, prefix: string): string {
  const quote = reader.peek();
  reader.at += 1;
  const raw = reader.match(quote === "'" ? /[^'\\\n]*(?:\\[^][^'\\\n]*)*/y : /[^"\\\n]*(?:\\[^][^"\\\n]*)*/y) ?? '';
  if (reader.text.charAt(reader.at) !== quote) throw new NotALiteral(); // not take(), which skips the line break that ended it
  reader.at += 1;
  const value = prefix.includes('r') ? raw : unescape(raw, prefix.includes('b'));
  const next = reader.peek();
  if (next !== "'" && next !== '"') return value;
  return value + readString(reader, ''); // neighbouring strings are one
}

function unescape(raw: string, bytes: boolean): string {
  const expression = bytes
    ? /\\(?:x([0-9a-fA-F]{2})|([0-7]{1,3})|([^]))/g
    : /\\(?:x([0-9a-fA-F]{2})|([0-7]{1,3})|([^uUN])|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|[^])/g;
  return raw.replace(expression, (whole, hex?: string, octal?: string, simple?: string, u4?: string, u8?: string) => {
    if (simple !== undefined) return Object.hasOwn(ESCAPES, simple) ? (ESCAPES[simple] ?? whole) : whole;
    const code = octal === undefined ? parseInt(hex ?? u4 ?? u8 ?? '', 16) : parseInt(octal, 8);
    if (!(code <= 0x10ffff)) throw new NotALiteral(); // also NaN: a \N{name} or a broken escape
    return String.fromCodePoint(code);
  });
}

/** None, True, … or a call such as `Decimal('1.50')` and `datetime.datetime(2020, 6, 20, 20, 16)`. */
function readName(reader: LiteralReader, depth: number): Literal {
  const name = reader.match(NAME);
  if (name === null) throw new NotALiteral();
  const constant = CONSTANTS.get(name);
  if (constant !== undefined) return constant;
  if (reader.peek() !== '(') throw new NotALiteral();
  const items: Literal[] = [];
  reader.take('(');
  reader.list(')', true, () => {
    reader.match(/tzinfo=/y); // the one named argument that repr() writes here
    items.push(readValue(reader, depth + 1));
  });
  if (/(?:^|\.)date(?:time)?$/.test(name)) return dateText(items, name.endsWith('datetime'));
  const [only] = items;
  if (items.length !== 1 || only === undefined) throw new NotALiteral();
  return only;
}

function dateText(items: readonly Literal[], withTime: boolean): string {
  const zone = items.at(-1) === 'Z' ? 'Z' : '';
  const numbers = items
    .slice(0, zone === '' ? undefined : -1)
    .map((item) => (item instanceof NumberText ? item.text : ''));
  if (numbers.length < 3 || numbers.length > 7 || numbers.includes('')) throw new NotALiteral();
  const [year = '', month = '', day = '', hour = '0', minute = '0', second = '0', micro = '0'] = numbers;
  const date = `${year.padStart(4, '0')}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  if (!withTime) return date;
  const time = [hour, minute, second].map((part) => part.padStart(2, '0')).join(':');
  return `${date}T${time}${micro === '0' ? '' : `.${micro.padStart(6, '0')}`}${zone}`;
}
