import type { LogicalType } from '../../catalog/stream.entity.ts';

/** What a SCHEMA message says of a stream. */
export interface StreamSchema {
  /** The message's own text, to tell whether another one says the same. */
  text: string;
  /** Columns of the record key; empty for none. */
  key: string[];
  /** All columns with their types; null for one that may be several things. */
  columns: { name: string; type: LogicalType | null }[];
}

interface JsonSchema {
  type?: string | string[];
  format?: string;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
}

const TYPES: Readonly<Record<string, LogicalType>> = {
  string: 'string',
  integer: 'integer',
  number: 'number',
  boolean: 'boolean',
  object: 'json',
  array: 'json',
};

const FORMATS: Readonly<Record<string, LogicalType>> = { 'date-time': 'datetime', date: 'date' };

/**
 * Reads a SCHEMA message's JSON schema and key_properties.
 * @param key the message's `key_properties` as JSON; without them the stream has no key
 * @returns undefined when the key is no list of names
 */
export function streamSchema(schema: string, key: string | null | undefined): StreamSchema | undefined {
  const names: unknown = key == null ? [] : JSON.parse(key);
  if (!Array.isArray(names) || !names.every((name) => typeof name === 'string')) return undefined;
  const { properties } = JSON.parse(schema) as JsonSchema;
  const columns = Object.entries(properties ?? {}).map(([name, property]) => {
    const [type, another] = new Set(typesOf(property));
    return { name, type: type === undefined || another !== undefined ? null : type };
  });
  return { text: `${key} ${schema}`, key: names, columns };
}

/** All that a value may be besides null. A time wins over a text: taps say `anyOf` date-time or string for times. */
function typesOf(schema: JsonSchema | boolean | null): LogicalType[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const choices = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  const own = [schema.type ?? []].flat().flatMap((name): LogicalType[] => {
    const type = TYPES[name];
    if (type === undefined) return []; // null
    return [(type === 'string' && schema.format !== undefined && FORMATS[schema.format]) || type];
  });
  const types = [...own, ...choices.flatMap(typesOf)];
  const timed = types.some((type) => type === 'datetime' || type === 'date');
  const kept = timed ? types.filter((type) => type !== 'string') : types;
  // A number takes in integers.
  return kept.includes('number') ? kept.filter((type) => type !== 'integer') : kept;
}
