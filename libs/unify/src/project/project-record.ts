import { SEMANTIC_TYPE_RULES } from '../model/semantic-types.ts';
import type { ModelSource, UnifiedModel } from '../model/unified-model.ts';
import type { NormaliseContext } from '../normalise/normaliser.ts';
import { evaluateMapping } from './evaluate-mapping.ts';
import { type PathReader, type RecordData, pathReader } from './read-path.ts';
import { SOURCE_TIME_PATHS, parseSourceTime } from './source-time.ts';

/** One field of a projection. */
export interface ProjectedField {
  /** The source's value, trimmed; null when it has none. */
  readonly value: string | null;
  /** The form it is compared in; null also where the value is nothing that could be compared (`n/a` as an e-mail). */
  readonly normalised: string | null;
}

/** A source record expressed in the fields of a unified model: plain JSON, stored with NORMALISER_VERSION. */
export interface Projection {
  /** Every field of the model, in its order. */
  readonly fields: Readonly<Record<string, ProjectedField>>;
  /** ISO instant at which the source says it last changed the record, or null. */
  readonly sourceTime: string | null;
}

/** Normalisers look at this many characters: nothing longer is compared, and hostile values stay cheap. */
const COMPARED_CHARACTERS = 1000;

/** Projects one snapshot record of `source` into `model`. Pure: the same record always gives the same projection. */
export function projectRecord(model: UnifiedModel, source: ModelSource, record: RecordData): Projection {
  const read = pathReader(record);
  const values = model.order.map((field): [string, string | null] => {
    const mapping = Object.hasOwn(source.map, field) ? source.map[field] : undefined;
    return [field, mapping === undefined ? null : evaluateMapping(mapping, read)];
  });
  const context = { country: countryOf(model, values) };
  const fields = values.map(([field, value]): [string, ProjectedField] => [
    field,
    { value, normalised: normaliseField(model, field, value, context) },
  ]);
  return { fields: Object.fromEntries(fields), sourceTime: sourceTime(source, read) };
}

/** The first country that the record names, in the order of the model's fields. */
function countryOf(model: UnifiedModel, values: readonly [string, string | null][]): string | null {
  for (const [field, value] of values) {
    if (model.fields[field] !== 'country') continue;
    const country = normaliseField(model, field, value, { country: null });
    if (country !== null) return country;
  }
  return null;
}

function normaliseField(
  model: UnifiedModel,
  field: string,
  value: string | null,
  context: NormaliseContext,
): string | null {
  const type = model.fields[field];
  if (type === undefined || value === null) return null;
  return SEMANTIC_TYPE_RULES[type].normalise(value.slice(0, COMPARED_CHARACTERS), context);
}

function sourceTime(source: ModelSource, read: PathReader): string | null {
  const candidates = source.updatedAt === undefined ? SOURCE_TIME_PATHS : [source.updatedAt];
  for (const candidate of candidates) {
    const text = evaluateMapping(candidate, read);
    const time = text === null ? null : parseSourceTime(text);
    if (time !== null) return time;
  }
  return null;
}
