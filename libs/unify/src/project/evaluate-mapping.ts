import type { Mapping } from '../model/unified-model.ts';
import { evaluateExpression } from './jsonata/evaluate-expression.ts';
import { type PathReader, pathReader, type RecordData } from './read-path.ts';

/** A record that mappings are evaluated on. */
export interface MappedRecord {
  readonly data: RecordData;
  readonly read: PathReader;
}

/** Opens a record once for all mappings of its source. */
export function mappedRecord(data: RecordData): MappedRecord {
  return { data, read: pathReader(data) };
}

/**
 * The cleaned value that a mapping gives for one record; null where there is none.
 * @throws EvaluationFault when a JSONata expression fails on the record
 */
export function evaluateMapping(mapping: Mapping, record: MappedRecord): string | null {
  if (typeof mapping === 'string') return clean(record.read(mapping));
  if ('first_of' in mapping) {
    for (const option of mapping.first_of) {
      const value = evaluateMapping(option, record);
      if (value !== null) return value;
    }
    return null;
  }
  if ('join' in mapping) {
    const values = mapping.join.map((part) => evaluateMapping(part, record)).filter((value) => value !== null);
    return clean(values.join(mapping.with ?? ' '));
  }
  if ('const' in mapping) return clean(mapping.const);
  if ('jsonata' in mapping) return clean(evaluateExpression(mapping.jsonata, record.data));
  const value = evaluateMapping(mapping.from, record);
  return value !== null && Object.hasOwn(mapping.lookup, value) ? clean(mapping.lookup[value] ?? null) : null;
}

/**
 * Trims, and turns nothing but space into null. Nothing else is changed, except what Postgres cannot hold in text or
 * jsonb and an escape in nested text may have made: NUL goes, half a surrogate pair becomes U+FFFD.
 */
function clean(value: string | null): string | null {
  if (value === null) return null;
  const held = UNUSUAL.test(value) ? value.replaceAll('\u0000', '').replace(/\p{Surrogate}/gu, '\ufffd') : value;
  const text = held.trim();
  return text === '' ? null : text;
}

/** NUL, or half of a character beyond the first 65,536, alone or not: hardly any value has one. */
// oxlint-disable-next-line no-control-regex
const UNUSUAL = /[\u0000\ud800-\udfff]/;
