import type { LogicalType, StreamColumn } from '../catalog/stream.entity.ts';
import { exactNumber, parseExactly } from './exact-number.ts';

export type RenderedValue = string | number | boolean | null | object;
/** A record by the source's column names. */
export type RenderedRecord = Record<string, RenderedValue>;

/**
 * A stored text as JSON shows it by its logical type. What the type cannot hold exactly stays a string: integers beyond
 * 2^53, decimals that a double would change (in nested JSON, too), text that is no valid JSON.
 */
export function renderValue(text: string | null, type: LogicalType): RenderedValue {
  if (text === null) return null;
  switch (type) {
    case 'integer':
    case 'number':
      return exactNumber(text) ?? text;
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'json':
      return parseJson(text);
    default:
      return text;
  }
}

function parseJson(text: string): RenderedValue {
  try {
    return parseExactly(text) as RenderedValue;
  } catch {
    return text;
  }
}

const OWN = { enumerable: true, configurable: true, writable: true };

/** A row of a snapshot table, or of stored old values, by the source's names. Absent columns are left out. */
export function renderRecord(values: Record<string, string | null>, columns: readonly StreamColumn[]): RenderedRecord {
  const record: RenderedRecord = {};
  for (const { name, type } of columns) {
    // Own fields only: a column may be called "constructor", or "__proto__", which an assignment would not set.
    if (!Object.hasOwn(values, name)) continue;
    const value = renderValue(values[name]!, type);
    if (name === '__proto__') Object.defineProperty(record, name, { ...OWN, value });
    else record[name] = value;
  }
  return record;
}
