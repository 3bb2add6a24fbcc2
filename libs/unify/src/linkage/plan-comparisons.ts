import { isGenericValue } from '../match/generic-values.ts';
import { comparedValue } from '../match/match-keys.ts';
import { entityKind } from '../model/exact-rules.ts';
import type { SemanticType } from '../model/semantic-types.ts';
import { fieldsOf, type UnifiedModel } from '../model/unified-model.ts';
import { normaliseDomain } from '../normalise/domain.ts';
import type { Projection } from '../project/project-record.ts';
import type { Comparison, Value } from './comparison.ts';
import {
  compareDomains,
  compareEmails,
  comparePhones,
  type Domain,
  DOMAIN_LEVELS,
  type Email,
  EMAIL_LEVELS,
  type Phone,
  PHONE_LEVELS,
} from './comparisons/contact.ts';
import { nameComparison } from './comparisons/name-levels.ts';
import { familyNameComparison, givenNameComparison, personPart } from './comparisons/person-parts.ts';
import { cityComparison, postcodeComparison, type Street, streetComparison } from './comparisons/place.ts';
import {
  type Amount,
  categoryComparison,
  codeComparison,
  dateComparison,
  identifierComparison,
  numberComparison,
  sameTextComparison,
} from './comparisons/plain.ts';
import { type Several, severalComparison } from './comparisons/several.ts';
import { type TermCounts, Terms } from './terms.ts';
import { ValueCache } from './value-cache.ts';
import { byPersonName, byTypo, byTypoOrAbbreviation } from './word-similarity.ts';
import { Vocabulary } from './words.ts';

/** Types all fields of which are compared as one. */
const SHARED: ReadonlySet<SemanticType> = new Set(['email', 'phone', 'domain']);
/** Types whose words are counted, since they are compared word by word. */
const WORDY: ReadonlySet<SemanticType> = new Set(['company_name', 'person_name', 'text', 'street', 'city', 'category']);

/** Fields whose words have frequencies of their own. */
export function wordyFields(model: UnifiedModel): string[] {
  return fieldsOf(model).flatMap(([field, type]) => (WORDY.has(type) ? [field] : []));
}

/**
 * What is compared between two records of a model: one comparison for each field, but one for all e-mail, all phone and all
 * domain fields together. The types say how.
 * @param words frequencies of the words of each of `wordyFields`
 */
export function planComparisons(model: UnifiedModel, words: Readonly<Record<string, TermCounts>>): Comparison<Value>[] {
  const vocabularies = new Map(
    wordyFields(model).map((field) => [
      field,
      new Vocabulary(new Terms(words[field] ?? { total: 0, rest: 1, counts: {} })),
    ]),
  );
  const plan: Comparison<never>[] = [];
  const done = new Set<SemanticType>();
  for (const [field, type] of fieldsOf(model)) {
    if (SHARED.has(type)) {
      if (!done.has(type)) plan.push(grouped(model, field, together(model, type as 'email' | 'phone' | 'domain')));
      done.add(type);
    } else {
      const own = comparisonsOf(model, field, type, vocabularies.get(field));
      plan.push(...own.map((comparison) => grouped(model, field, comparison)));
    }
  }
  return plan as Comparison<Value>[];
}

/** Types whose fields tell of one thing. */
const GROUPS: Partial<Record<SemanticType, string>> = {
  street: 'place',
  city: 'place',
  region: 'place',
  postcode: 'place',
  country: 'place',
  company_name: 'company',
  phone: 'company',
  domain: 'company',
  email: 'company',
};

const PERSONAL: ReadonlySet<SemanticType> = new Set(['date', 'email', 'identifier']);

function grouped(model: UnifiedModel, field: string, comparison: Comparison<never>): Comparison<never> {
  const type = model.fields[field]!;
  const primary = primaryFields(model).includes(field);
  const { apartAt, kinAt, ...own } = comparison;
  const apart = primary ? { ...(apartAt !== undefined && { apartAt }), ...(kinAt !== undefined && { kinAt }) } : {};
  const fields = SHARED.has(type) ? comparison.field.split('+') : [field];
  return {
    ...own,
    ...apart,
    fields,
    group: GROUPS[type] ?? field,
    strong: isStrong(type, entityKind(model)),
    primary,
    personal: PERSONAL.has(type),
  };
}

/** The fields that say what the entity is called: the company's name, the person's or its two parts, else the first text. */
export function primaryFields(model: UnifiedModel): string[] {
  const first = (...types: SemanticType[]) => fieldsOf(model).find(([, type]) => types.includes(type))?.[0];
  const kind = entityKind(model);
  if (kind === 'company') return [first('company_name')!];
  const parts = kind === 'person' ? [first('given_name'), first('family_name')] : [first('text')];
  const named = parts.filter((field) => field !== undefined);
  const whole = kind === 'person' && named.length < 2 ? first('person_name') : undefined;
  return whole === undefined ? named : [whole];
}

/** A company has many e-mail addresses; of people, the domain is the employer's. */
function isStrong(type: SemanticType, kind: 'company' | 'person' | 'other'): boolean {
  return type === 'identifier' || type === 'phone' || type === (kind === 'company' ? 'domain' : 'email');
}

function comparisonsOf(
  model: UnifiedModel,
  field: string,
  type: SemanticType,
  vocabulary: Vocabulary | undefined,
): Comparison<never>[] {
  const own = (projection: Projection) => comparedValue(model, projection, field);
  const read = <V>(make: (text: string) => V) => cached(own, make);
  const words = read((text) => vocabulary!.read(text));
  const codes = read((text) => vocabulary!.read(codesOf(text)));
  const withCodes = (comparison: Comparison<never>): Comparison<never>[] => [
    comparison,
    codeComparison(`${field} numbers`, (projection) => {
      const value = codes(projection);
      return value === null || value.words.length === 0 ? null : value;
    }) as Comparison<never>,
  ];
  const one = <V extends Value>(comparison: Comparison<V>) => [comparison as Comparison<never>];
  const plain = read((text): Value => ({ text }));
  switch (type) {
    case 'company_name':
      return withCodes(nameComparison(field, 'company', byTypoOrAbbreviation, words) as Comparison<never>);
    case 'person_name':
      return one(nameComparison(field, 'person', byPersonName, words));
    case 'text':
      return withCodes(nameComparison(field, 'text', byTypo, words) as Comparison<never>);
    case 'given_name':
    case 'family_name':
      return one(personComparison(model, field, type));
    case 'street':
      return one(
        streetComparison(
          field,
          read((text) => readStreet(text, vocabulary!)),
        ),
      );
    case 'city':
      return one(cityComparison(field, words));
    case 'postcode':
      return one(postcodeComparison(field, plain));
    case 'region':
    case 'country':
      return one(sameTextComparison(field, plain));
    case 'date':
      return one(dateComparison(field, plain));
    case 'identifier':
      return one(identifierComparison(field, plain));
    case 'number':
      return one(
        numberComparison(
          field,
          read((text): Amount => ({ text, number: Number(text) })),
        ),
      );
    default:
      return one(categoryComparison(field, words));
  }
}

function cached<V>(own: (projection: Projection) => string | null, make: (text: string) => V) {
  const cache = new ValueCache(make);
  return (projection: Projection): V | null => {
    const text = own(projection);
    return text === null ? null : cache.get(text);
  };
}

/** A given name is read beside the first family name, and the other way round. */
function personComparison(model: UnifiedModel, field: string, type: 'given_name' | 'family_name') {
  const otherType = type === 'given_name' ? 'family_name' : 'given_name';
  const other = fieldsOf(model).find(([, each]) => each === otherType)?.[0];
  const cache = new ValueCache((text: string) => personPart(...(text.split('\n') as [string, string])));
  const read = (projection: Projection) => {
    const own = comparedValue(model, projection, field);
    const beside = other === undefined ? null : comparedValue(model, projection, other);
    return own === null ? null : cache.get(`${own}\n${beside ?? ''}`);
  };
  return type === 'given_name' ? givenNameComparison(field, read) : familyNameComparison(field, read);
}

/** The words with a digit in them. */
export const codesOf = (text: string): string =>
  text
    .split(' ')
    .filter((word) => /[0-9]/.test(word))
    .join(' ');

export function readStreet(text: string, vocabulary: Vocabulary): Street {
  const words = text.split(' ');
  const numbers = words.filter((word) => /^\d+[a-z]?$/.test(word));
  const name = words.filter((word) => !/^\d+[a-z]?$/.test(word)).join(' ');
  return { text, numbers, name: vocabulary.read(name) };
}

/** One comparison for all fields of a type. */
function together(model: UnifiedModel, type: 'email' | 'phone' | 'domain'): Comparison<never> {
  const fields = fieldsOf(model).flatMap(([field, each]) => (each === type ? [field] : []));
  const label = fields.join('+');
  const mails = fieldsOf(model).flatMap(([field, each]) => (each === 'email' ? [field] : []));
  const values = (projection: Projection, from: readonly string[], as: 'value' | 'domain') => [
    ...new Set(from.flatMap((field) => comparedValue(model, projection, field, as) ?? [])),
  ];
  if (type === 'domain') {
    const cache = new ValueCache((text: string): Several<Domain> => {
      const mailed = text.startsWith('@');
      const parts = text.replace(/^@/, '').split(' ');
      return {
        text: parts[0] ?? '',
        values: parts.map((domain) => ({ text: domain, label: domain.split('.')[0] ?? '', mailed })),
      };
    });
    const read = (projection: Projection) => {
      const sites = values(projection, fields, 'domain');
      if (sites.length > 0) return cache.get(sites.join(' '));
      const mailed = values(projection, mails, 'domain');
      return mailed.length > 0 ? cache.get(`@${mailed.join(' ')}`) : null;
    };
    const compared = severalComparison(label, DOMAIN_LEVELS, read, compareDomains);
    // Two domains that are both known from e-mail addresses only are what the e-mail comparison has compared already.
    const level = (a: Several<Domain>, b: Several<Domain>) =>
      a.values[0]?.mailed === true && b.values[0]?.mailed === true ? -1 : compared.level(a, b);
    return { ...compared, level } as Comparison<never>;
  }
  const joined = (projection: Projection) => {
    const all = values(projection, fields, 'value');
    return all.length === 0 ? null : all.join(' ');
  };
  if (type === 'phone') {
    const read = cached(joined, (text): Several<Phone> => {
      const numbers = text.split(' ').map((each) => ({ text: each, digits: each.replace(/\D/g, '') }));
      return { text: numbers[0]?.text ?? '', values: numbers };
    });
    return severalComparison(label, PHONE_LEVELS, read, comparePhones) as Comparison<never>;
  }
  const read = cached(joined, (text): Several<Email> => {
    const mails_ = text.split(' ').map((each): Email => {
      const at = each.lastIndexOf('@');
      const site = normaliseDomain(each.slice(at + 1));
      const domain = site === null || isGenericValue('domain', site) ? null : site;
      return { text: each, mailbox: each.slice(0, at), domain };
    });
    return { text: mails_[0]?.text ?? '', values: mails_ };
  });
  return severalComparison(label, EMAIL_LEVELS, read, compareEmails) as Comparison<never>;
}
