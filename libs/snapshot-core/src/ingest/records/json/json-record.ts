import { isUtf8 } from 'node:buffer';
import { MOST_COLUMNS } from '../../place-columns.ts';
import type { RecordFields } from '../record-fields.ts';
import { type ParsedRecord, type RawRecord, RecordFlaw } from '../record-reader.ts';
import { endOfMembers } from './end-of-members.ts';
import { MemberScanner } from './member-scanner.ts';
import { type Likeness, type Members, readMembers } from './read-members.ts';
import { Shapes } from './shapes.ts';
import { afterSpace, DEEPEST, endOfNested } from './valid-json.ts';

/** Bytes of a record above which its JSON is judged without being parsed. */
const LARGE = 1 << 20;
const OPEN_BRACE = 123;

/** What is common to the records of one reader: the names that they have had, to recognise them in the next. */
export class JsonForm implements Likeness {
  names: readonly string[] = [];
  plain: readonly (string | null)[] = [];
  private readonly shapes = new Shapes();
  private readonly scanner = new MemberScanner(this.shapes);

  /** Makes the names those to look for next. Returns the array that stands for them in all records. */
  learn(names: readonly string[]): readonly string[] {
    this.names = this.shapes.learn(names);
    this.plain = names.map((name) => (/["\\]/.test(name) ? null : name));
    return this.names;
  }

  /**
   * The fields of a record as they lie in its bytes; undefined for one that has to be parsed, to take it or to tell why not.
   * @param bytes UTF-8
   */
  fieldsOf(bytes: Buffer): RecordFields | undefined {
    return this.scanner.scan(bytes) ? this.scanner : undefined;
  }
}

/** A JSON object as a record. Values are those of its text: `1.0` stays "1.0", nested values stay as written. */
export class JsonRecord implements RawRecord {
  /** @param text whether the bytes among which these lie are all UTF-8: asked once for many records */
  constructor(
    readonly line: number,
    readonly bytes: Buffer,
    private readonly form: JsonForm,
    private readonly text: Readonly<{ isValid: boolean }>,
  ) {}

  parse(): ParsedRecord {
    return parseObject(this.bytes, this.form);
  }

  fields(): RecordFields | undefined {
    return this.text.isValid ? this.form.fieldsOf(this.bytes) : undefined;
  }
}

/**
 * Reads a JSON object. Of a name that stands more than once the last value counts, as in JSON.parse.
 * @throws RecordFlaw with what could be read before the fault
 */
export function parseObject(bytes: Buffer, form: JsonForm): ParsedRecord {
  const enough = endOfMembers(bytes, MOST_COLUMNS);
  if (enough !== undefined) {
    const reason = `it has more than ${MOST_COLUMNS} fields, which is more than a stream has columns`;
    throw new RecordFlaw(reason, salvage(bytes.toString('utf8', 0, enough), form));
  }
  if (!isUtf8(bytes)) throw new RecordFlaw('it is not valid UTF-8', salvage(bytes.toString('utf8'), form));
  const text = bytes.toString('utf8');
  const flaw = bytes.length > LARGE ? flawOfLarge(bytes) : flawOf(text);
  if (flaw !== undefined) throw new RecordFlaw(flaw, salvage(text, form));
  const members = readMembers(text, form);
  if (members.alike) return { names: form.names, values: members.values, types: members.types };
  const record = distinct(members);
  return { ...record, names: form.learn(record.names) };
}

/** Why a text is no JSON object; undefined when it is one. */
function flawOf(text: string): string | undefined {
  if (text.includes('\0')) return 'it holds a NUL byte, which text cannot';
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return undefined;
    const what = value === null ? 'null' : Array.isArray(value) ? 'an array' : `a ${typeof value}`;
    return `it is ${what}, a record has to be a JSON object`;
  } catch (error) {
    return `it is no valid JSON: ${(error as Error).message}`;
  }
}

/**
 * The same of a large one, without making objects of it: JSON.parse makes a gigabyte of some that have 20 MB, such as ten million
 * brackets.
 */
function flawOfLarge(bytes: Buffer): string | undefined {
  const start = afterSpace(bytes, 0);
  const end = bytes[start] === OPEN_BRACE ? endOfNested(bytes, start) : -1;
  if (end >= 0 && afterSpace(bytes, end) === bytes.length) return undefined;
  return `it is no valid JSON object, or nested deeper than ${DEEPEST} levels`;
}

/** The fields that stand whole in a text that is no valid JSON. */
function salvage(text: string, form: JsonForm): ParsedRecord | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    return distinct(readMembers(text, form));
  } catch {
    return undefined; // an escape that is none: then nothing can be relied on
  }
}

function distinct({ names, values, types }: Members): ParsedRecord {
  const last = new Map(names.map((name, i) => [name, i]));
  if (last.size === names.length) return { names, values, types };
  // In order of first appearance, each with its last value.
  const kept = [...last.values()];
  return { names: [...last.keys()], values: kept.map((i) => values[i]!), types: kept.map((i) => types[i]!) };
}
