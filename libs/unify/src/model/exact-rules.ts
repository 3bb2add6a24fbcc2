import type { SemanticType } from './semantic-types.ts';
import { fieldsOf, type UnifiedModel } from './unified-model.ts';

/** What must agree in one part of a rule: any of these fields, by value, or by the domain in it. */
export interface RulePart {
  readonly fields: readonly string[];
  readonly as: 'value' | 'domain';
}

/** Two records that agree in every part are one entity, unless they are vetoed. */
export interface ExactRule {
  /** Field names (a type's name where several fields of it count alike) with `+` between the parts: `email`, `name+website`. */
  readonly name: string;
  readonly parts: readonly RulePart[];
  /** 1 for the strongest rule, 0.001 less for each after it: above any sensible `match.auto`. */
  readonly weight: number;
}

/**
 * The model's exact rules, strongest first: those it names, else those that its types imply.
 *
 * Implied are: the same identifier; the same e-mail; the same name together with something that corroborates it. A domain,
 * a phone or an address alone never suffices, because a parent and its subsidiaries share them; nor does a name alone,
 * unless the model has nothing else to go by, as a text alone. What the entity is, the first name field says:
 *
 * - a company (company_name): corroborated by domain, phone, contact's name, postcode, street or city;
 * - a person (person_name, or given_name with family_name): by phone, birthday (a date field with `birth` or `dob` in its name), domain, company, postcode or street; a
 *   city has too many people of one name. Colleagues share a company and its address, so for people a company's
 *   name counts only beside their own.
 *
 * As domain count the domain fields and what follows the @ of the e-mail fields, except providers where anybody can have
 * an address: Salesforce has the website where QuickBooks has the e-mail.
 */
export function exactRules(model: UnifiedModel): readonly ExactRule[] {
  const known = resolved.get(model);
  if (known !== undefined) return known;
  const combinations =
    model.match.rules?.map((fields) => fields.map((field): RulePart => ({ fields: [field], as: 'value' }))) ??
    impliedRules(model);
  const rules = combinations.map((parts, index) => ({
    name: parts.map((part) => partName(part, model)).join('+'),
    parts,
    weight: Math.max(0.001, (1000 - index) / 1000),
  }));
  resolved.set(model, rules);
  return rules;
}

/** Models are immutable data and every record asks for the rules of its model. */
const resolved = new WeakMap<UnifiedModel, readonly ExactRule[]>();

function impliedRules(model: UnifiedModel): RulePart[][] {
  const alone = [...parts(model, 'identifier'), ...parts(model, 'email')].map((part) => [part]);
  const company = entityKind(model) === 'company';
  const names = namesOf(model, entityKind(model));
  const evidence = company ? besideCompany(model) : besidePerson(model);
  const named = names.flatMap((name) => evidence.map((part) => [...name, ...part]));
  const onlyNames = alone.length === 0 && evidence.length === 0;
  return [...alone, ...named, ...(onlyNames ? names : []), ...onlyText(model)];
}

/** A list of texts: the same text is the same thing, since there is nothing else to go by. */
function onlyText(model: UnifiedModel): RulePart[][] {
  return model.order.length === 1 ? parts(model, 'text').map((part) => [part]) : [];
}

function namesOf(model: UnifiedModel, kind: ReturnType<typeof entityKind>): RulePart[][] {
  if (kind === 'other') return [];
  return kind === 'company' ? parts(model, 'company_name').map((part) => [part]) : personNames(model);
}

/**
 * Whether the records are companies or people: what the first name field of the model says. Where a text stands before it, the
 * records are things that the text names (a product with its manufacturer, a song with its artist), unless a given or
 * family name shows that they are people after all. For what is neither, nothing but identifiers and e-mails is a rule.
 */
export function entityKind(model: UnifiedModel): 'company' | 'person' | 'other' {
  const types = fieldsOf(model).map(([, type]) => type);
  const first = types.find((type) => NAME_TYPES.has(type));
  if (first === 'text' && !types.includes('given_name') && !types.includes('family_name')) return 'other';
  const name = types.find((type) => NAME_TYPES.has(type) && type !== 'text');
  if (name === undefined) return 'other';
  return name === 'company_name' ? 'company' : 'person';
}

const NAME_TYPES: ReadonlySet<SemanticType> = new Set([
  'company_name',
  'person_name',
  'given_name',
  'family_name',
  'text',
]);

function personNames(model: UnifiedModel): RulePart[][] {
  const full = parts(model, 'person_name').map((part) => [part]);
  const [given] = parts(model, 'given_name');
  const [family] = parts(model, 'family_name');
  return given === undefined || family === undefined ? full : [...full, [given, family]];
}

/** What may stand beside a company's name, strongest first. */
function besideCompany(model: UnifiedModel): RulePart[][] {
  const place = [...parts(model, 'postcode'), ...parts(model, 'street'), ...parts(model, 'city')];
  return [...single(domainPart(model)), ...single(together(model, 'phone')), ...personNames(model), ...single(place)];
}

/** What may stand beside a person's name, strongest first. */
function besidePerson(model: UnifiedModel): RulePart[][] {
  // Of dates only the birthday: records imported together share the day they were made.
  const birthday = parts(model, 'date').filter((part) => /birth|dob/i.test(part.fields.join()));
  const company = [...domainPart(model), ...parts(model, 'company_name')];
  const place = [...parts(model, 'postcode'), ...parts(model, 'street')];
  return single([...together(model, 'phone'), ...birthday, ...company, ...place]);
}

function single(list: readonly RulePart[]): RulePart[][] {
  return list.map((part) => [part]);
}

/** One part for each field of the type. */
function parts(model: UnifiedModel, type: SemanticType): RulePart[] {
  if (type === 'email') return together(model, type); // a billing address may be the other system's main address
  return fieldsOfType(model, type).map((field) => ({ fields: [field], as: 'value' }));
}

/** One part in which any field of the type may agree with any other. */
function together(model: UnifiedModel, type: SemanticType): RulePart[] {
  const fields = fieldsOfType(model, type);
  return fields.length === 0 ? [] : [{ fields, as: 'value' }];
}

function domainPart(model: UnifiedModel): RulePart[] {
  const fields = [...fieldsOfType(model, 'domain'), ...fieldsOfType(model, 'email')];
  return fields.length === 0 ? [] : [{ fields, as: 'domain' }];
}

function fieldsOfType(model: UnifiedModel, type: SemanticType): string[] {
  return fieldsOf(model).flatMap(([field, fieldType]) => (fieldType === type ? [field] : []));
}

function partName(part: RulePart, model: UnifiedModel): string {
  const [field = ''] = part.fields;
  const type = model.fields[field];
  if (part.fields.length === 1 && (part.as === 'value' || type === 'domain')) return field;
  return part.as === 'domain' ? 'domain' : (type ?? field);
}
