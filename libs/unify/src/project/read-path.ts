import { type Literal, literalText } from './literal.ts';
import { parseNested } from './parse-nested.ts';

/** Reads values out of one source record; nested columns are parsed once, however many paths lead into them. */
export type PathReader = (path: string) => string | null;

/** A record as the snapshot holds it: column → text, null for a cleared column. */
export type RecordData = Readonly<Record<string, string | null>>;

/**
 * A reader of `Path.To.Field` on one record. A path names a column exactly, with its dots or with `__` for them
 * (`PrimaryEmailAddr.Address`, `PrimaryEmailAddr__Address`), or goes on inside a column that holds JSON or Python-literal
 * text, by member name or list index (`Emails.0.Address`, `Emails[0].Address`). The longest column that has a value on the path wins, so a
 * stream that changed from flattened to nested keeps working. Null where nothing is. A path that ends at a list or
 * object gives its JSON text.
 */
export function pathReader(record: RecordData): PathReader {
  const nested = new Map<string, Literal | undefined>();
  const parsed = (column: string, text: string): Literal | undefined => {
    if (!nested.has(column)) nested.set(column, parseNested(text));
    return nested.get(column);
  };
  return (path) => {
    const exact = columnText(record, path);
    if (exact !== null) return exact;
    if (!path.includes('.') && !path.includes('[')) return null;
    for (const { column, rest } of beginningsOf(path)) {
      const text = columnText(record, column);
      if (text === null) continue;
      if (rest.length === 0) return text;
      const value = literalText(descend(parsed(column, text), rest) ?? null);
      if (value !== null) return value;
    }
    return null;
  };
}

/** A column that a path may begin with, and the steps that then lead on inside of it. */
interface Beginning {
  readonly column: string;
  readonly rest: readonly string[];
}

/** The columns that a path may begin with, the longest first. Every record is asked for the same few paths. */
function beginningsOf(path: string): readonly Beginning[] {
  const known = resolved.get(path);
  if (known !== undefined) return known;
  const steps = stepsOf(path);
  const beginnings = steps.flatMap((_, i): Beginning[] => {
    const count = steps.length - i;
    const rest = steps.slice(count);
    const separators = count > 1 ? ['.', '__'] : ['.'];
    return separators.map((separator) => ({ column: steps.slice(0, count).join(separator), rest }));
  });
  if (resolved.size === MOST_RESOLVED) resolved.clear();
  resolved.set(path, beginnings);
  return beginnings;
}

const MOST_RESOLVED = 1000;
const resolved = new Map<string, readonly Beginning[]>();

/** `Line[0].Amount` is `Line.0.Amount`. */
function stepsOf(path: string): string[] {
  return (path.includes('[') ? path.replace(/\[(\d+)\](?=$|[.[])/g, '.$1') : path).split('.');
}

function columnText(record: RecordData, column: string): string | null {
  return Object.hasOwn(record, column) ? (record[column] ?? null) : null;
}

function descend(value: Literal | undefined, steps: readonly string[]): Literal | undefined {
  let current = value;
  for (const step of steps) {
    if (current instanceof Map) current = (current as ReadonlyMap<string, Literal>).get(step);
    else if (Array.isArray(current) && /^\d+$/.test(step)) current = (current as readonly Literal[])[Number(step)];
    else return undefined;
  }
  return current;
}
