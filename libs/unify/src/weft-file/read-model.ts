import { SEMANTIC_TYPES, type SemanticType } from '../model/semantic-types.ts';
import type { UnifiedModel } from '../model/unified-model.ts';
import { didYouMean } from './did-you-mean.ts';
import type { Place } from './place.ts';
import { expandPreset } from './expand-preset.ts';
import { readModelSources } from './read-model-sources.ts';
import { readRelations, readRollups } from './read-relations.ts';
import { readSurvive } from './read-survive.ts';

/** `unified__<name>` must fit Postgres's 63 bytes, and the name stands in URLs and in sources of the feed. */
const MODEL_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,47}$/;
const FIELD_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,62}$/;
/** As in the example of the documentation; exact rules do not ask them. */
const DEFAULT_AUTO = 0.95;
const DEFAULT_REVIEW = 0.6;
const MOST_WEIGHT = 3;

/**
 * One entry below `models`.
 * @param options with `loose`, there need be no sources, and a source may be called by one word
 */
export function readModel(name: string, written: Place, options: { loose?: boolean } = {}): UnifiedModel {
  const place = expandPreset(written);
  if (!MODEL_NAME.test(name)) place.fault(`"${name}" cannot be a model's name: use up to 48 letters, digits and _`);
  const parts = place.members(['fields', 'sources', 'match', 'survive', 'relations', 'rollups']);
  const { fields, sources, match, survive } = parts;
  const { types, many } = readFields(fields);
  const declared = new Set(fields.entries('fields and their types').map(([field]) => field));
  const order = Object.keys(types);
  const models = readModelSources(sources, declared, options.loose ?? false);
  const relations = readRelations(parts.relations, declared, models);
  const rollups = readRollups(parts.rollups, new Set([...declared, ...Object.keys(relations)]));
  return {
    name,
    fields: types,
    order,
    ...(many.length > 0 && { many }),
    sources: models,
    match: readMatch(match, declared),
    survive: readSurvive(
      survive,
      { fields: types, order, many },
      new Set([...declared, ...Object.keys(relations)]),
      models,
    ),
    ...(Object.keys(relations).length > 0 && { relations }),
    ...(Object.keys(rollups).length > 0 && { rollups }),
  };
}

/** `{ name: company_name, emails: { type: email, many: true } }` */
function readFields(place: Place): { types: Record<string, SemanticType>; many: string[] } {
  const entries = place.entries('fields and their types');
  if (entries.length === 0)
    place.fault('must declare fields with their types, such as { name: company_name, email: email }');
  const many: string[] = [];
  const types = entries.flatMap(([field, declared]): [string, SemanticType][] => {
    if (!FIELD_NAME.test(field))
      declared.fault(`"${field}" cannot be a field's name: use up to 63 letters, digits and _`);
    if (field === 'default') declared.fault('"default" cannot be a field: the name is kept for survive');
    const isShort = typeof declared.value !== 'object' || declared.empty || Array.isArray(declared.value);
    const options = isShort ? undefined : declared.members(['type', 'many']);
    if (options !== undefined && !options.many.empty && options.many.flag()) many.push(field);
    const known = (options?.type ?? declared).oneOf(SEMANTIC_TYPES);
    return known === undefined ? [] : [[field, known]];
  });
  return { types: Object.fromEntries(types), many };
}

function readMatch(place: Place, fields: ReadonlySet<string>): UnifiedModel['match'] {
  const { auto, review, rules, weights } = place.members(['auto', 'review', 'rules', 'weights']);
  const bounds = {
    auto: auto.empty ? DEFAULT_AUTO : (auto.fraction() ?? DEFAULT_AUTO),
    review: review.empty ? DEFAULT_REVIEW : (review.fraction() ?? DEFAULT_REVIEW),
  };
  if (bounds.review > bounds.auto) place.fault(`review (${bounds.review}) must not be above auto (${bounds.auto})`);
  return {
    ...bounds,
    ...(rules.value === undefined ? {} : { rules: readRules(rules, fields) }),
    ...(weights.value === undefined ? {} : { weights: readWeights(weights, fields) }),
  };
}

/** `{ phone: 0.5, industry: 0 }`: how much a field's evidence counts, 0 not at all, 1 as learnt. */
function readWeights(place: Place, fields: ReadonlySet<string>): Record<string, number> {
  return Object.fromEntries(
    place.entries('fields and how much they count').flatMap(([field, weight]): [string, number][] => {
      if (!fields.has(field))
        weight.fault(`weighs a field that the model does not declare${didYouMean(field, fields)}`);
      const { value } = weight;
      if (typeof value === 'number' && value >= 0 && value <= MOST_WEIGHT) return [[field, value]];
      weight.fault(`must be a number from 0 (not compared) over 1 (as learnt) to ${MOST_WEIGHT}`);
      return [];
    }),
  );
}

/** `[[email], [name, website]]`; a rule of one field may be written without its list. */
function readRules(place: Place, fields: ReadonlySet<string>): string[][] {
  return (place.list('a list of rules, each a list of fields') ?? []).flatMap((rule) => {
    const items = Array.isArray(rule.value) ? (rule.list() ?? []) : [rule];
    if (items.length === 0) rule.fault('must name the fields that have to agree');
    const names = items.flatMap((item) => {
      const field = item.text('a field, or a list of fields');
      if (field === undefined) return [];
      if (!fields.has(field))
        item.fault(`names "${field}", which the model does not declare${didYouMean(field, fields)}`);
      return [field];
    });
    if (new Set(names).size < names.length) rule.fault('names a field twice');
    return names.length === 0 ? [] : [names];
  });
}
