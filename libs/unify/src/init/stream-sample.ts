import { type Literal, literalText } from '../project/literal.ts';
import { parseNested } from '../project/parse-nested.ts';
import type { RecordData } from '../project/read-path.ts';

/** What is known of a stream before it is declared: some of its records, or all of them. */
export interface StreamSample {
  readonly integration: string;
  readonly stream: string;
  readonly columns: readonly string[];
  readonly records: readonly RecordData[];
  /** Whether `records` are all there are. */
  readonly whole: boolean;
  /** The record key, where it is known already: by the format, or because the stream is kept under it. */
  readonly key?: readonly string[];
  /** What the records are from, to be told: a file's name, or the tenant. */
  readonly from: string;
}

/** What the values under one path of a stream are like. */
export interface MeasuredPath {
  /** As a mapping names it: a column, or a path into one that holds nested text. */
  readonly path: string;
  /** Records that have a value. */
  readonly present: number;
  /** Different values. */
  readonly distinct: number;
  /** Some of them, for their looks. */
  readonly values: readonly string[];
  readonly nested: boolean;
}

const LOOKED_AT = 300;
const DEEPEST = 3;

/** Measures every column, and the members of those that hold objects, in order of the columns. */
export function measure({ columns, records }: Pick<StreamSample, 'columns' | 'records'>): MeasuredPath[] {
  const found = new Map<string, Set<string>>(columns.map((column) => [column, new Set()]));
  const counts = new Map<string, number>();
  const note = (path: string, text: string): void => {
    const values = found.get(path) ?? new Set<string>();
    values.add(text);
    found.set(path, values);
    counts.set(path, (counts.get(path) ?? 0) + 1);
  };
  for (const record of records) {
    for (const column of columns) {
      const text = record[column]?.trim() ?? '';
      if (text === '') continue;
      note(column, text);
      for (const [path, value] of members(column, parseNested(text), 1)) note(path, value);
    }
  }
  return [...found].map(([path, values]) => ({
    path,
    present: counts.get(path) ?? 0,
    distinct: values.size,
    values: [...values].slice(0, LOOKED_AT),
    nested: !columns.includes(path),
  }));
}

/** The texts inside an object, under the paths that lead to them. Lists are left alone: which of their items is meant? */
function members(path: string, value: Literal | undefined, depth: number): [path: string, text: string][] {
  if (!(value instanceof Map) || depth > DEEPEST) return [];
  return [...(value as ReadonlyMap<string, Literal>)].flatMap(([key, member]): [string, string][] => {
    if (member instanceof Map) return members(`${path}.${key}`, member, depth + 1);
    const text = literalText(member)?.trim() ?? '';
    return text === '' ? [] : [[`${path}.${key}`, text]];
  });
}
