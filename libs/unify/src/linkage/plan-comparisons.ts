import { comparedValue, domainOfHost } from '../match/match-keys.ts';
import { entityKind } from '../model/exact-rules.ts';
import type { SemanticType } from '../model/semantic-types.ts';
import { fieldsOf, type UnifiedModel } from '../model/unified-model.ts';
import type { Projection } from '../project/project-record.ts';
import { type Comparison, type Reading, reading, rememberedReading, type Value } from './comparison.ts';
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
import { nameComparison, rareByWords } from './comparisons/name-levels.ts';
import { familyNameComparison, givenNameComparison, personPart } from './comparisons/person-parts.ts';
import {
  cityComparison,
  postcodeComparison,
  readPostcode,
  type Street,
  streetComparison,
} from './comparisons/place.ts';
import {
  type Amount,
  categoryComparison,
  codeComparison,
  codesOf,
  dateComparison,
  identifierComparison,
  numberComparison,
  readCodes,
  sameTextComparison,
} from './comparisons/plain.ts';
import { type Several, severalComparison } from './comparisons/several.ts';
import { DOMAIN_SKETCH, EMAIL_SKETCH, IDENTIFIER_SKETCH, PHONE_SKETCH } from './sketches/contact-sketch.ts';
import { COMPANY_SKETCH, STREET_SKETCH, TEXT_SKETCH } from './sketches/words-sketch.ts';
import { type TermCounts, Terms } from './terms.ts';
import { byPersonName, byTypo, byTypoOrAbbreviation } from './word-similarity.ts';
import { Vocabulary, type Words } from './words.ts';

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

/** The fields that say what the entity is called: the company's name, the person's or its two parts, else the first text, else the town. */
export function primaryFields(model: UnifiedModel): string[] {
  const first = (...types: SemanticType[]) => fieldsOf(model).find(([, type]) => types.includes(type))?.[0];
  const kind = entityKind(model);
  if (kind === 'company') return [first('company_name')!];
  const parts = kind === 'person' ? [first('given_name'), first('family_name')] : [first('text') ?? first('city')];
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
  const read = <V extends Value>(make: (text: string) => V) => reading(own, make);
  const asWords = (text: string) => vocabulary!.read(text);
  const words = read(asWords);
  const codes = (projection: Projection): string | null => codesOf(own(projection) ?? '') || null;
  const withCodes = (comparison: Comparison<never>): Comparison<never>[] => [
    comparison,
    codeComparison(
      `${field} numbers`,
      reading(codes, (text) => readCodes(text, asWords)),
    ) as Comparison<never>,
  ];
  const one = <V extends Value>(comparison: Comparison<V>) => [comparison as Comparison<never>];
  const plain = read((text): Value => ({ text }));
  switch (type) {
    case 'company_name':
      return withCodes(
        nameComparison(field, 'company', byTypoOrAbbreviation, {
          ...words,
          sketch: COMPANY_SKETCH,
        }) as Comparison<never>,
      );
    case 'person_name':
      return one(personNameComparison(model, field, words));
    case 'text':
      return withCodes(nameComparison(field, 'text', byTypo, { ...words, sketch: TEXT_SKETCH }) as Comparison<never>);
    case 'given_name':
    case 'family_name':
      return one(personComparison(model, field, type));
    case 'street':
      return one(streetComparison(field, { ...read((text) => readStreet(text, vocabulary!)), sketch: STREET_SKETCH }));
    case 'city':
      return one(cityComparison(field, rememberedReading(own, asWords)));
    case 'postcode':
      return one(postcodeComparison(field, read(readPostcode)));
    case 'region':
    case 'country':
      return one(sameTextComparison(field, plain));
    case 'date':
      return one(dateComparison(field, plain));
    case 'identifier':
      return one(identifierComparison(field, { ...plain, sketch: IDENTIFIER_SKETCH }));
    case 'number':
      return one(
        numberComparison(
          field,
          read((text): Amount => ({ text, number: Number(text) })),
        ),
      );
    default:
      return one(categoryComparison(field, rememberedReading(own, asWords)));
  }
}

/** Who is not what the record is about, such as a song's artist, comes again with each of his things: there, whole names are counted. */
function personNameComparison(model: UnifiedModel, field: string, from: Reading<Words>): Comparison<Words> {
  const whole = nameComparison(field, 'person', byPersonName, from);
  return primaryFields(model).includes(field) ? rareByWords(whole) : whole;
}

/** A given name is read beside the first family name, and the other way round. */
function personComparison(model: UnifiedModel, field: string, type: 'given_name' | 'family_name') {
  const otherType = type === 'given_name' ? 'family_name' : 'given_name';
  const other = fieldsOf(model).find(([, each]) => each === otherType)?.[0];
  const both = (projection: Projection): string | null => {
    const own = comparedValue(model, projection, field);
    const beside = other === undefined ? null : comparedValue(model, projection, other);
    return own === null ? null : `${own}\n${beside ?? ''}`;
  };
  const parts = rememberedReading(both, (text) => personPart(...(text.split('\n') as [string, string])));
  return type === 'given_name' ? givenNameComparison(field, parts) : familyNameComparison(field, parts);
}

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
  const values = (projection: Projection, from: readonly string[], as: 'value' | 'domain'): string[] => {
    const found: string[] = [];
    for (const field of from) {
      const value = comparedValue(model, projection, field, as);
      if (value !== null && !found.includes(value)) found.push(value);
    }
    return found;
  };
  if (type === 'domain') {
    const known = (projection: Projection): string | null => {
      const sites = values(projection, fields, 'domain');
      if (sites.length > 0) return sites.join(' ');
      const mailed = values(projection, mails, 'domain');
      return mailed.length > 0 ? `@${mailed.join(' ')}` : null;
    };
    const domains = reading(known, (text): Several<Domain> => {
      const mailed = text.startsWith('@');
      const parts = text.replace(/^@/, '').split(' ');
      return {
        text: parts[0] ?? '',
        values: parts.map((domain) => ({ text: domain, label: domain.split('.')[0] ?? '', mailed })),
      };
    });
    const compared = severalComparison(label, DOMAIN_LEVELS, { ...domains, sketch: DOMAIN_SKETCH }, compareDomains);
    // Two domains that are both known from e-mail addresses only are what the e-mail comparison has compared already.
    const level = (a: Several<Domain>, b: Several<Domain>) =>
      a.values[0]?.mailed === true && b.values[0]?.mailed === true ? -1 : compared.level(a, b);
    const sites: Comparison<Several<Domain>> = { ...compared, level };
    return sites as Comparison<never>;
  }
  const joined = (projection: Projection) => {
    const all = values(projection, fields, 'value');
    return all.length === 0 ? null : all.join(' ');
  };
  if (type === 'phone') {
    const phones = reading(joined, (text): Several<Phone> => {
      const numbers = text.split(' ').map((each) => ({ text: each, digits: each.replace(/\D/g, '') }));
      return { text: numbers[0]?.text ?? '', values: numbers };
    });
    return severalComparison(
      label,
      PHONE_LEVELS,
      { ...phones, sketch: PHONE_SKETCH },
      comparePhones,
    ) as Comparison<never>;
  }
  const emails = reading(joined, (text): Several<Email> => {
    const mails_ = text.split(' ').map((each): Email => {
      const at = each.lastIndexOf('@');
      return { text: each, mailbox: each.slice(0, at), domain: domainOfHost(each.slice(at + 1)) };
    });
    return { text: mails_[0]?.text ?? '', values: mails_ };
  });
  return severalComparison(
    label,
    EMAIL_LEVELS,
    { ...emails, sketch: EMAIL_SKETCH },
    compareEmails,
  ) as Comparison<never>;
}
