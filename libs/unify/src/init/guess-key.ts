import type { MeasuredPath, StreamSample } from './stream-sample.ts';

/** A record key and why it is believed to be one. */
export interface GuessedKey {
  /** Columns; empty for a stream without a key. */
  readonly key: readonly string[];
  readonly because: string;
}

/** Looks of a name that holds a key, best first. */
const KEY_NAMES: readonly RegExp[] = [
  /^_?id$/i,
  /^(?:uu|gu|internal_?|record_?|object_?)id$/i,
  /(?:_id|Id|ID|_key|Key|uuid|guid)$/,
  /(?:number|code|no|symbol|sku|ref)$/i,
];
/** A combination is looked for among this many columns. */
const MOST_COLUMNS = 8;

/**
 * The columns that tell a stream's records apart, measured on the sample: a column that every record has, each with another
 * value, and that is called like a key; else two such columns together; else none.
 */
export function guessKey({ stream, records, whole }: StreamSample, measured: readonly MeasuredPath[]): GuessedKey {
  const all = records.length;
  const often = whole ? `all ${all} records` : `the first ${all} records`;
  const columns = measured.filter(({ nested }) => !nested);
  const complete = columns.filter(({ present, values }) => present === all && all > 0 && !values.some(isNoKey));
  const named = ranked(complete, stream);
  const unique = named.find(({ distinct }) => distinct === all);
  if (unique) return { key: [unique.path], because: `${unique.path} has another value in each of ${often}` };
  const pair = firstPair(named.slice(0, MOST_COLUMNS), records);
  if (pair) return { key: pair, because: `${pair.join(' and ')} together differ in each of ${often}` };
  if (all === 0) {
    const likely = ranked(columns, stream)[0];
    if (likely) return { key: [likely.path], because: 'by its name: there was no record to look at' };
  }
  return { key: [], because: `no column that is called like a key has another value in each of ${often}` };
}

/** Columns that are called like a key, best first; `Customer` may call its own CustomerId or customer_id. */
function ranked(columns: readonly MeasuredPath[], stream: string): MeasuredPath[] {
  const own = stream
    .replace(/ies$/, 'y')
    .replace(/s$/, '')
    .replace(/[^a-z0-9]/gi, '')
    .toLowerCase();
  const rankOf = ({ path }: MeasuredPath): number => {
    const plain = path.replace(/[^a-z0-9]/gi, '').toLowerCase();
    if (plain === `${own}id` || plain === `${own}key` || plain === own) return 0.5;
    const rank = KEY_NAMES.findIndex((name) => name.test(path));
    return rank < 0 ? Infinity : rank;
  };
  return columns.filter((column) => rankOf(column) < Infinity).sort((a, b) => rankOf(a) - rankOf(b));
}

/** Values that no key has: nested ones, times, fractions, long texts. */
function isNoKey(value: string): boolean {
  return value.length > 100 || /^[[{(]|\n|^\d{4}-\d{2}-\d{2}[T ]|^-?\d+\.\d+$/.test(value);
}

function firstPair(columns: readonly MeasuredPath[], records: StreamSample['records']): [string, string] | undefined {
  for (const [i, { path: a }] of columns.entries()) {
    for (const { path: b } of columns.slice(i + 1)) {
      if (new Set(records.map((record) => JSON.stringify([record[a], record[b]]))).size === records.length)
        return [a, b];
    }
  }
  return undefined;
}
