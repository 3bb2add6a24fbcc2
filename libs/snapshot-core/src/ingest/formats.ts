import { basename } from 'node:path';

/** Forms of sync output. */
export const formats = ['csv', 'jsonl', 'json', 'parquet', 'singer'] as const;
export type Format = (typeof formats)[number];

const ENDINGS: Readonly<Record<string, Format>> = {
  csv: 'csv',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  json: 'json',
  parquet: 'parquet',
  singer: 'singer',
};

/** Endings of the names of sync output, without what tells that it is packed. */
export const formatEndings = Object.keys(ENDINGS);

const ENDING = new RegExp(`\\.(${formatEndings.join('|')})(?:\\.gz)?$`, 'i');

/** The format that a file's name says, `Account.jsonl.gz`; undefined where it says none. */
export function formatOfName(path: string): Format | undefined {
  const ending = ENDING.exec(basename(path))?.[1];
  return ending === undefined ? undefined : ENDINGS[ending.toLowerCase()];
}

/** The name without the ending that says its format. */
export const withoutEnding = (name: string): string => name.replace(ENDING, '').replace(/\.gz$/i, '');

/** What records that are kept apart by lines begin with in a Singer stream. */
const SINGER_TYPES = ['SCHEMA', 'RECORD', 'STATE', 'ACTIVATE_VERSION'];

/**
 * The format that the first bytes say, where they can say it: else it is taken for CSV, which any text may be.
 * @param head the input's start, in UTF-8 if it is text
 */
export function formatOfContent(head: Buffer): Format {
  if (head.subarray(0, 4).toString('latin1') === 'PAR1') return 'parquet';
  const text = head.toString('utf8').trimStart();
  // A CSV may begin with a bracket, but hardly with an array of objects.
  if (/^\[\s*[{\]]/.test(text)) return 'json';
  if (!text.startsWith('{')) return 'csv';
  const line = /^[^\r\n]*/.exec(text)![0];
  const object = parseObject(line);
  if (object) return SINGER_TYPES.includes(String(object.type)) ? 'singer' : 'jsonl';
  // An object over several lines, or a line that goes on behind what was read.
  return /^\{\s*[\r\n]\s*"/.test(text) ? 'json' : /^\{\s*"(?:[^"\\]|\\.)*"\s*:/.test(text) ? 'jsonl' : 'csv';
}

function parseObject(text: string): { type?: unknown } | undefined {
  try {
    return JSON.parse(text) as { type?: unknown };
  } catch {
    return undefined;
  }
}
