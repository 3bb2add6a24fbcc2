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
  const plan = planOf(model, source);
  const values = plan.map(({ field, mapping }) => (mapping === undefined ? null : attempt(field, mapping)));
  const context = { country: countryOf(plan, values) };
  const fields: Record<string, ProjectedField> = {};
  for (let i = 0; i < plan.length; i += 1) {
    const [{ field, type }, value] = [plan[i]!, values[i]!];
    fields[field] = { value, normalised: normaliseField(type, value, context) };
  }
  const time = (mapping: Mapping): string | null => attempt('updated_at', mapping);
  const projection = { fields, sourceTime: sourceTime(source, time) };
  const references = projectReferences(model, source, attempt);
  return references === undefined ? projection : { ...projection, references };
}

/** A field of the model, and what one source has for it. */
interface PlannedField {
  readonly field: string;
  readonly type: SemanticType | undefined;
  readonly mapping: Mapping | undefined;
}

/** The model's fields in its order; models and sources are immutable data and every record asks for the same. */
function planOf(model: UnifiedModel, source: ModelSource): readonly PlannedField[] {
  let plans = planned.get(model);
  if (plans === undefined) planned.set(model, (plans = new WeakMap()));
  let plan = plans.get(source);
  if (plan === undefined) {
    plan = model.order.map((field) => ({
      field,
      type: model.fields[field],
      mapping: Object.hasOwn(source.map, field) ? source.map[field] : undefined,
    }));
    plans.set(source, plan);
  }
  return plan;
}

const planned = new WeakMap<UnifiedModel, WeakMap<ModelSource, readonly PlannedField[]>>();

/** Whether a record is an entity of the model: whether it has one of the fields that its source needs, if it needs any. */
export function belongs(source: ModelSource, { fields }: Projection): boolean {
  return source.needs === undefined || source.needs.some((field) => (fields[field]?.value ?? null) !== null);
}

/** The first country that the record names, in the order of the model's fields. */
function countryOf(plan: readonly PlannedField[], values: readonly (string | null)[]): string | null {
  for (let i = 0; i < plan.length; i += 1) {
    if (plan[i]!.type !== 'country') continue;
    const country = normaliseField('country', values[i]!, { country: null });
    if (country !== null) return country;
  }
  return null;
}

function normaliseField(
  type: SemanticType | undefined,
  value: string | null,
  context: NormaliseContext,
): string | null {
  if (type === undefined || value === null) return null;
  const compared = value.length > COMPARED_CHARACTERS ? value.slice(0, COMPARED_CHARACTERS) : value;
  const answers = REPEATED[type];
  return answers === undefined
    ? SEMANTIC_TYPE_RULES[type].normalise(compared, context)
    : remembered(answers, type, compared, context);
}

/** Answers for the types of which records share their values with many others. */
const REPEATED: Partial<Record<SemanticType, Map<string, string | null>>> = {
  city: new Map(),
  region: new Map(),
  postcode: new Map(),
  country: new Map(),
  category: new Map(),
  given_name: new Map(),
};
const MOST_REMEMBERED = 20_000;

/** Normalisers are pure, so that an answer holds for ever; the oldest ones are forgotten all at once. */
function remembered(
  answers: Map<string, string | null>,
  type: SemanticType,
  value: string,
  context: NormaliseContext,
): string | null {
  // No value has a NUL, so that what stands before one can only be a country.
  const id = context.country === null ? value : `${context.country}\0${value}`;
  const answer = answers.get(id);
  if (answer !== undefined) return answer;
  if (answers.size === MOST_REMEMBERED) answers.clear();
  const normalised = SEMANTIC_TYPE_RULES[type].normalise(value, context);
  answers.set(id, normalised);
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
