import type { Mapping } from '../model/unified-model.ts';
import type { PathReader } from './read-path.ts';

/** The cleaned value that a mapping gives for one record; null where there is none. */
export function evaluateMapping(mapping: Mapping, read: PathReader): string | null {
  if (typeof mapping === 'string') return clean(read(mapping));
  if ('first_of' in mapping) {
    for (const option of mapping.first_of) {
      const value = evaluateMapping(option, read);
      if (value !== null) return value;
    }
    return null;
  }
  if ('join' in mapping) {
    const values = mapping.join.map((part) => evaluateMapping(part, read)).filter((value) => value !== null);
    return clean(values.join(mapping.with ?? ' '));
  }
  if ('const' in mapping) return clean(mapping.const);
  const value = evaluateMapping(mapping.from, read);
  return value !== null && Object.hasOwn(mapping.lookup, value) ? clean(mapping.lookup[value] ?? null) : null;
}

/**
 * Trims, and turns nothing but space into null. Nothing else is changed, except what Postgres cannot hold in text or
 * jsonb and an escape in nested text may have made: NUL goes, half a surrogate pair becomes U+FFFD.
 */
function clean(value: string | null): string | null {
  if (value === null) return null;
  const text = value
    .replaceAll('\u0000', '')
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .trim();
  return text === '' ? null : text;
}
