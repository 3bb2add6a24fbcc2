import { addressGroups } from '../merge/address-groups.ts';
import { SEMANTIC_TYPES } from '../model/semantic-types.ts';
import { isObject, objectOf, type Written } from './written.ts';

/**
 * A definition without what refers to a field or source that the overlay takes out: nothing could come of it, and a
 * tenant would have to take each of them out by name. What the overlay itself says of them stays, as a fault.
 */
export function withoutRemoved(base: Written, overlay: Written): Written {
  const fields = removedFrom(overlay.fields);
  const sources = removedFrom(overlay.sources);
  if (fields.size === 0 && sources.size === 0) return base;
  const left = Object.keys(objectOf(base.sources)).filter((source) => !sources.has(source));
  const gone = goneSources(sources, left);
  return {
    ...base,
    ...(isObject(base.sources) && { sources: mapValues(base.sources, (source) => withoutMappings(source, fields)) }),
    ...(isObject(base.match) && { match: withoutRules(base.match, fields) }),
    ...(isObject(base.survive) && { survive: withoutSurvivorship(base.survive, goneNames(base, fields), gone) }),
    ...(isObject(base.relations) && { relations: withoutReferences(base.relations, sources) }),
  };
}

const removedFrom = (section: unknown): ReadonlySet<string> =>
  new Set(Object.entries(objectOf(section)).flatMap(([name, value]) => (value === null ? [name] : [])));

/** The sources, and the integrations of which no source is left. */
function goneSources(sources: ReadonlySet<string>, left: readonly string[]): ReadonlySet<string> {
  const integrationOf = (source: string): string => source.slice(0, source.indexOf('.'));
  const kept = new Set(left.map(integrationOf));
  return new Set([...sources, ...[...sources].map(integrationOf).filter((name) => !kept.has(name))]);
}

/** The fields, and the groups of address fields of which there is none without them: their rules go, too. */
function goneNames(base: Written, fields: ReadonlySet<string>): ReadonlySet<string> {
  const left = new Set(groupsOf(omit(objectOf(base.fields), fields)));
  return new Set([...fields, ...groupsOf(objectOf(base.fields)).filter((name) => !left.has(name))]);
}

/** Names under which `survive` may have address fields together. */
function groupsOf(written: Written): string[] {
  const types = Object.entries(written).flatMap(([field, declared]) => {
    const type = isObject(declared) ? (declared.many === true ? undefined : declared.type) : declared;
    return SEMANTIC_TYPES.flatMap((known) => (known === type ? [[field, known] as const] : []));
  });
  const fields = Object.fromEntries(types);
  return addressGroups({ fields, order: Object.keys(fields), survive: { fields: {} } }).map(({ name }) => name);
}

/** What a source needs goes with its fields; where none is left, it needs nothing. */
function withoutMappings(source: unknown, fields: ReadonlySet<string>): unknown {
  if (!isObject(source) || !isObject(source.map)) return source;
  const { needs, ...rest } = source;
  const left = Array.isArray(needs) ? needs.filter((field: unknown) => !fields.has(field as string)) : needs;
  const isNeeding = needs !== undefined && (!Array.isArray(left) || left.length > 0);
  return { ...rest, ...(isNeeding && { needs: left }), map: omit(source.map, fields) };
}

/** A rule that asks for a field without values is never met. */
function withoutRules(match: Written, fields: ReadonlySet<string>): Written {
  const asks = (rule: unknown): boolean => [rule].flat().some((field) => fields.has(field as string));
  return {
    ...match,
    ...(Array.isArray(match.rules) && { rules: match.rules.filter((rule: unknown) => !asks(rule)) }),
    ...(isObject(match.weights) && { weights: omit(match.weights, fields) }),
  };
}

/** A relation that no source is left to lead from goes as a whole. */
function withoutReferences(relations: Written, sources: ReadonlySet<string>): Written {
  const left = Object.entries(relations).flatMap(([name, relation]): [string, unknown][] => {
    if (!isObject(relation) || !isObject(relation.from)) return [[name, relation]];
    const from = omit(relation.from, sources);
    return Object.keys(from).length === 0 ? [] : [[name, { ...relation, from }]];
  });
  return Object.fromEntries(left);
}

function withoutSurvivorship(survive: Written, fields: ReadonlySet<string>, gone: ReadonlySet<string>): Written {
  const rules = Object.entries(omit(survive, fields)).flatMap(([field, rule]): [string, unknown][] => {
    if (!Array.isArray(rule)) return [[field, rule]];
    const left = rule.filter((source: unknown) => !gone.has(source as string));
    return left.length === 0 ? [] : [[field, left]];
  });
  return Object.fromEntries(rules);
}

const omit = (object: Written, names: ReadonlySet<string>): Written =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !names.has(name)));

const mapValues = (object: Written, change: (value: unknown) => unknown): Written =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));
