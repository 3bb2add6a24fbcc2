import { SEMANTIC_TYPE_RULES, type SemanticType } from '../model/semantic-types.ts';
import type { Mapping, ModelSource, UnifiedModel } from '../model/unified-model.ts';
import type { NormaliseContext } from '../normalise/normaliser.ts';
import { attemptMapping } from './attempt-mapping.ts';
import { mappedRecord } from './evaluate-mapping.ts';
import type { MappingError } from './mapping-error.ts';
import { projectReferences } from './project-references.ts';
import type { RecordData } from './read-path.ts';
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
  /** Of a model with relations: `refText` of the records that each may lead to. */
  readonly references?: Readonly<Record<string, readonly string[]>>;
}

/** Normalisers look at this many characters: nothing longer is compared, and hostile values stay cheap. */
const COMPARED_CHARACTERS = 1000;

/** What projecting needs to know beside the record itself. */
export interface ProjectOptions {
  /** The record's key, to name it by. */
  readonly key?: string;
  /** Told of a mapping that fails on the record; the field has no value then. Without it the fault is thrown. */
  readonly report?: (fault: MappingError) => void;
}

/**
 * Projects one snapshot record of `source` into `model`. Pure: the same record always gives the same projection.
 * @throws MappingError when a mapping fails on the record and there is no `report`
 */
export function projectRecord(
  model: UnifiedModel,
  source: ModelSource,
  data: RecordData,
  options: ProjectOptions = {},
): Projection {
  const record = mappedRecord(data);
  const attempt = (field: string, mapping: Mapping): string | null =>
    attemptMapping(mapping, record, { model: model.name, source, key: options.key, field }, options.report);
  const values = model.order.map((field): [string, string | null] => {
    const mapping = Object.hasOwn(source.map, field) ? source.map[field] : undefined;
    return [field, mapping === undefined ? null : attempt(field, mapping)];
  });
  const context = { country: countryOf(model, values) };
  const fields = values.map(([field, value]): [string, ProjectedField] => [
    field,
    { value, normalised: normaliseField(model, field, value, context) },
  ]);
  const time = (mapping: Mapping): string | null => attempt('updated_at', mapping);
  const projection = { fields: Object.fromEntries(fields), sourceTime: sourceTime(source, time) };
  const references = projectReferences(model, source, attempt);
  return references === undefined ? projection : { ...projection, references };
}

/** Whether a record is an entity of the model: whether it has one of the fields that its source needs, if it needs any. */
export function belongs(source: ModelSource, { fields }: Projection): boolean {
  return source.needs === undefined || source.needs.some((field) => (fields[field]?.value ?? null) !== null);
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
  const compared = value.length > COMPARED_CHARACTERS ? value.slice(0, COMPARED_CHARACTERS) : value;
  return REPEATED.has(type)
    ? remembered(type, compared, context)
    : SEMANTIC_TYPE_RULES[type].normalise(compared, context);
}

/** Types of which records share their values with many others. */
const REPEATED: ReadonlySet<SemanticType> = new Set([
  'city',
  'region',
  'postcode',
  'country',
  'category',
  'given_name',
]);
const MOST_REMEMBERED = 20_000;
const known = new Map<string, string | null>();

/** Normalisers are pure, so that an answer holds for ever; the oldest ones are forgotten all at once. */
function remembered(type: SemanticType, value: string, context: NormaliseContext): string | null {
  const id = `${type}|${context.country}|${value}`;
  const answer = known.get(id);
  if (answer !== undefined) return answer;
  if (known.size === MOST_REMEMBERED) known.clear();
  const normalised = SEMANTIC_TYPE_RULES[type].normalise(value, context);
  known.set(id, normalised);
  return normalised;
}

function sourceTime(source: ModelSource, read: (mapping: Mapping) => string | null): string | null {
  const candidates = source.updatedAt === undefined ? SOURCE_TIME_PATHS : [source.updatedAt];
  for (const candidate of candidates) {
    const text = read(candidate);
    const time = text === null ? null : parseSourceTime(text);
    if (time !== null) return time;
  }
  return null;
}
