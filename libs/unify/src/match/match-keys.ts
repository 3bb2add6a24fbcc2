import { createHash } from 'node:crypto';
import { type RulePart, exactRules } from '../model/exact-rules.ts';
import type { UnifiedModel } from '../model/unified-model.ts';
import { ValueCache } from '../linkage/value-cache.ts';
import { normaliseDomain } from '../normalise/domain.ts';
import { phoneLine } from '../normalise/phone.ts';
import type { Projection } from '../project/project-record.ts';
import { isGenericValue } from './generic-values.ts';

/** A value that two records may share: sharing one makes them a candidate pair. */
export interface MatchKey {
  /** Name of the exact rule that the key stands for: `email`, `name+website`. */
  readonly kind: string;
  /** What must be equal: the value itself for a rule of one part, a JSON array of the parts' values otherwise. */
  readonly value: string;
}

/** Postgres's btree refuses entries above 2,704 bytes; longer key values are kept as their hash. */
const LONGEST_VALUE = 400;
/** Of a rule whose parts have several values each (main and billing address), this many combinations are kept. */
const MOST_KEYS_PER_RULE = 16;

/**
 * The match keys of one record, in the order of the model's rules: one for each rule all of whose parts have a value, several
 * where a part has several. Generic values give none.
 */
export function matchKeys(model: UnifiedModel, projection: Projection): MatchKey[] {
  const keys: MatchKey[] = [];
  emitMatchKeys(model, projection, (kind, value) => keys.push({ kind, value }));
  return keys;
}

/** As {@link matchKeys}, one after the other: most are hashed and forgotten. */
export function emitMatchKeys(
  model: UnifiedModel,
  projection: Projection,
  emit: (kind: string, value: string) => void,
): void {
  const { parts, rules } = rulesOf(model);
  const values = parts.map((part) => partValues(model, projection, part));
  for (const rule of rules) {
    if (rule.parts.every((part) => values[part]!.length === 1)) {
      emit(rule.name, keyValue(rule.parts.map((part) => values[part]![0]!)));
      continue;
    }
    let combinations: string[][] | undefined;
    for (const part of rule.parts) {
      combinations = combined(combinations, values[part]!);
      if (combinations.length === 0) break;
    }
    for (const combination of combinations ?? []) emit(rule.name, keyValue(combination));
  }
}

/** A model's rules by the places of their parts: a name is part of many. */
interface NumberedRules {
  readonly parts: readonly RulePart[];
  readonly rules: readonly { readonly name: string; readonly parts: readonly number[] }[];
}

function rulesOf(model: UnifiedModel): NumberedRules {
  const known = numbered.get(model);
  if (known !== undefined) return known;
  const places = new Map<string, number>();
  const parts: RulePart[] = [];
  const rules = exactRules(model).map((rule) => ({
    name: rule.name,
    parts: rule.parts.map((part) => {
      const id = JSON.stringify([part.as, part.fields]);
      const place = places.get(id) ?? parts.push(part) - 1;
      places.set(id, place);
      return place;
    }),
  }));
  const found = { parts, rules };
  numbered.set(model, found);
  return found;
}

const numbered = new WeakMap<UnifiedModel, NumberedRules>();

function combined(combinations: readonly string[][] | undefined, values: readonly string[]): string[][] {
  const longer =
    combinations?.flatMap((combination) => values.map((value) => [...combination, value])) ??
    values.map((value) => [value]);
  return longer.length > MOST_KEYS_PER_RULE ? longer.slice(0, MOST_KEYS_PER_RULE) : longer;
}

function keyValue(values: readonly string[]): string {
  const [only = ''] = values;
  const value = values.length === 1 ? only : listText(values);
  return value.length <= LONGEST_VALUE ? value : `sha256:${createHash('sha256').update(value).digest('hex')}`;
}

/** As JSON.stringify, which takes three times as long. */
function listText(values: readonly string[]): string {
  let text = '';
  for (const value of values) {
    if (ESCAPED.test(value)) return JSON.stringify(values);
    text += text === '' ? `["${value}"` : `,"${value}"`;
  }
  return `${text}]`;
}

/** What JSON may write otherwise than it is. */
// oxlint-disable-next-line no-control-regex
const ESCAPED = /["\\\u0000-\u001f\ud800-\udfff]/;

/** The distinct values that a part of a rule can agree by, in the order of its fields. */
function partValues(model: UnifiedModel, projection: Projection, part: RulePart): string[] {
  const values: string[] = [];
  for (const field of part.fields) {
    const value = comparedValue(model, projection, field, part.as);
    if (value !== null && !values.includes(value)) values.push(value);
  }
  return values;
}

/**
 * The value of one field as it is compared, null when it has none or only a generic one. Nor does the domain of a mailbox
 * that is nobody's count: `none@none.com` has been made up as a whole.
 */
export function comparedValue(
  model: UnifiedModel,
  projection: Projection,
  field: string,
  as: RulePart['as'] = 'value',
): string | null {
  if (projection !== last.projection || model !== last.model) {
    last.projection = projection;
    last.model = model;
    last.value.clear();
    last.domain.clear();
  }
  const known = last[as].get(field);
  if (known !== undefined) return known;
  const value = compared(model, projection, field, as);
  last[as].set(field, value);
  return value;
}

/** Rules, keys and comparisons ask for the same few values of one record, then of the next: those of the last are kept. */
const last: { projection?: Projection; model?: UnifiedModel } & Record<RulePart['as'], Map<string, string | null>> = {
  value: new Map(),
  domain: new Map(),
};

function compared(model: UnifiedModel, { fields }: Projection, field: string, as: RulePart['as']): string | null {
  const type = model.fields[field];
  const normalised = fields[field]?.normalised ?? null;
  if (type === undefined || normalised === null || isGenericValue(type, normalised)) return null;
  if (as === 'value') return type === 'phone' ? phoneLine(normalised) : normalised;
  if (type === 'domain') return normalised;
  const at = normalised.indexOf('@');
  const host = at < 1 ? '' : normalised.slice(at + 1);
  if (!HOST.test(host)) return ownDomain(normalised);
  // Most companies have their mail where their website is, and a normalised domain is its own.
  if (domainFields(model).some((each) => fields[each]?.normalised === host)) {
    return isGenericValue('domain', host) ? null : host;
  }
  return domains.get(host);
}

function domainFields(model: UnifiedModel): readonly string[] {
  let found = domainsOf.get(model);
  if (found === undefined) {
    found = model.order.filter((field) => model.fields[field] === 'domain');
    domainsOf.set(model, found);
  }
  return found;
}

const domainsOf = new WeakMap<UnifiedModel, readonly string[]>();

const HOST = /^[a-z0-9.-]+$/;
/** By host: many mailboxes have one, and those that do not need not be remembered. */
const domains = new ValueCache(ownDomain, 2000);

/** The domain of a host name, null where anybody can have an address. */
export const domainOfHost = (host: string): string | null => (HOST.test(host) ? domains.get(host) : ownDomain(host));

function ownDomain(text: string): string | null {
  const domain = normaliseDomain(text);
  return domain === null || isGenericValue('domain', domain) ? null : domain;
}
