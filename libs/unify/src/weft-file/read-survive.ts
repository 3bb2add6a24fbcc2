import { sourceName } from '../model/source-record.ts';
import {
  type ModelSource,
  NAMED_SURVIVAL_RULES,
  type SurvivalRule,
  type UnifiedModel,
} from '../model/unified-model.ts';
import { addressGroups } from '../merge/address-groups.ts';
import { didYouMean } from './did-you-mean.ts';
import type { Place } from './place.ts';

const DEFAULT_RULE = 'most_recent';

/**
 * `{ default: most_recent, name: [salesforce, quickbooks] }`.
 * @param declared names of fields and relations, also of those with faults; groups of fields are found here
 */
export function readSurvive(
  place: Place,
  { fields, order, many }: Pick<UnifiedModel, 'fields' | 'order' | 'many'>,
  declared: ReadonlySet<string>,
  sources: readonly ModelSource[],
): UnifiedModel['survive'] {
  const names = new Set(sources.flatMap((source) => [source.integration, sourceName(source)]));
  const rules = new Map<string, SurvivalRule>();
  const entries = place.entries('fields and the rule by which a value survives');
  const alone = Object.fromEntries(entries.map(([field]) => [field, DEFAULT_RULE] as const));
  const groups = addressGroups({ fields, order, many, survive: { fields: alone } }).map(({ name }) => name);
  const known = [...declared, ...groups, 'default'];
  for (const [field, value] of entries) {
    if (!known.includes(field)) {
      value.fault(`names a field that the model does not declare${didYouMean(field, known)}`);
    }
    const rule = readRule(value, names);
    if (rule !== undefined) rules.set(field, rule);
  }
  const standard = rules.get('default') ?? DEFAULT_RULE;
  rules.delete('default');
  return { default: standard, fields: Object.fromEntries(rules) };
}

function readRule(place: Place, sources: ReadonlySet<string>): SurvivalRule | undefined {
  if (!Array.isArray(place.value)) {
    if (typeof place.value === 'string' && sources.has(place.value)) {
      return place.fault(`must be a rule or a list: write [${place.value}]`);
    }
    const known = NAMED_SURVIVAL_RULES.find((rule) => rule === place.value);
    const hint = typeof place.value === 'string' ? didYouMean(place.value, NAMED_SURVIVAL_RULES) : '';
    return (
      known ?? place.fault(`must be ${NAMED_SURVIVAL_RULES.join(', ')} or a list of sources in order of trust${hint}`)
    );
  }
  const items = place.list() ?? [];
  if (items.length === 0) return place.fault('must name at least one source');
  const named = items.flatMap((item) => {
    const source = item.text('the name of a source');
    if (source === undefined) return [];
    if (!sources.has(source))
      item.fault(`names "${source}", which is no source of the model${didYouMean(source, sources)}`);
    return [source];
  });
  if (new Set(named).size < named.length) place.fault('names a source twice');
  return named;
}
