import { isUtf8 } from 'node:buffer';
import { type ParsedRecord, type RawRecord, RecordFlaw } from '../record-reader.ts';
import { type Likeness, type Members, readMembers } from './read-members.ts';

/** What is common to the records of one reader: the names of the last one, to recognise them in the next. */
export class JsonForm implements Likeness {
  names: readonly string[] = [];
  plain: readonly (string | null)[] = [];

  /** Makes the names those to look for next. */
  learn(names: readonly string[]): void {
    this.names = names;
    this.plain = names.map((name) => (/["\\]/.test(name) ? null : name));
  }
}

/** A JSON object as a record. Values are those of its text: `1.0` stays "1.0", nested values stay as written. */
export class JsonRecord implements RawRecord {
  constructor(
    readonly line: number,
    readonly bytes: Buffer,
    private readonly form: JsonForm,
  ) {}

  parse(): ParsedRecord {
    return parseObject(this.bytes, this.form);
  }
}

/**
 * Reads a JSON object. Of a name that stands more than once the last value counts, as in JSON.parse.
 * @throws RecordFlaw with what could be read before the fault
 */
export function parseObject(bytes: Buffer, form: JsonForm): ParsedRecord {
  if (!isUtf8(bytes)) throw new RecordFlaw('it is not valid UTF-8', salvage(bytes.toString('utf8'), form));
  const text = bytes.toString('utf8');
  const flaw = flawOf(text);
  if (flaw !== undefined) throw new RecordFlaw(flaw, salvage(text, form));
  const members = readMembers(text, form);
  if (members.alike) return { names: form.names, values: members.values, types: members.types };
  const record = distinct(members);
  form.learn(record.names);
  return record;
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
