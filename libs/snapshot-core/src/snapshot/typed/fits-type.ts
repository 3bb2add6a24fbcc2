import type { LogicalType } from '../../catalog/stream.entity.ts';
import { kindOf } from '../../ingest/value-kinds.ts';

/*
 * Which texts are values of a logical type, told alike here and in the typed views (typed-value.ts): what fits is what a
 * typed view shows, what does not is null there.
 */
export const INTEGER = '^[+-]?[0-9]{1,100}(?:[.]0{1,100})?$';
export const NUMBER = '^[+-]?(?:[0-9]{1,100}(?:[.][0-9]{0,100})?|[.][0-9]{1,100})(?:[eE][+-]?[0-9]{1,3})?$';
export const TRUTHS = ['true', 't', 'yes', 'y', '1'];
export const FALSEHOODS = ['false', 'f', 'no', 'n', '0'];

const integer = new RegExp(INTEGER);
const number = new RegExp(NUMBER);
const booleans = new Set([...TRUTHS, ...FALSEHOODS]);
const [LEAST, MOST] = [-(2n ** 63n), 2n ** 63n - 1n];
/** What JSON may escape and no text of Postgres can hold: a NUL, half a surrogate pair. */
const UNSTORABLE = /\\u(?:0000|d[89a-f])/i;
/** An escaped backslash, and a whole pair: neither is one of those. */
const HARMLESS = /\\\\|\\ud[89ab][0-9a-f]{2}\\ud[c-f]/gi;

/**
 * Whether a text is a value of the type.
 *
 * - integer: of 64 bits, also as `49.0`; number: decimal, with or without an exponent
 * - boolean: true, false, t, f, yes, no, y, n, 1, 0 in either case
 * - date: an ISO 8601 day; datetime: an ISO 8601 day or time, with or without an offset
 * - json: what `jsonb` takes
 */
export function fitsType(text: string, type: LogicalType): boolean {
  switch (type) {
    case 'string':
      return true;
    case 'integer':
      return integer.test(text) && isInRange(BigInt(text.replace(/\..*$/, '').replace(/^\+/, '')));
    case 'number':
      return number.test(text);
    case 'boolean':
      return booleans.has(text.toLowerCase());
    case 'date':
      return kindOf(text) === 'day';
    case 'datetime':
      return kindOf(text) === 'day' || kindOf(text) === 'time';
    case 'json':
      return isJson(text) && !UNSTORABLE.test(text.replace(HARMLESS, ''));
  }
}

const isInRange = (value: bigint): boolean => value >= LEAST && value <= MOST;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
