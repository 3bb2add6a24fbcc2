import { normaliseCity } from '../normalise/city.ts';
import { normaliseCompanyName } from '../normalise/company-name.ts';
import { normaliseCountry } from '../normalise/country.ts';
import { normaliseDate } from '../normalise/date.ts';
import { normaliseDomain } from '../normalise/domain.ts';
import { normaliseEmail } from '../normalise/email.ts';
import type { Normaliser } from '../normalise/normaliser.ts';
import { normaliseNumber } from '../normalise/number.ts';
import { normaliseFamilyName, normaliseGivenName, normalisePersonName } from '../normalise/person-name.ts';
import { normalisePhone } from '../normalise/phone.ts';
import { normalisePostcode } from '../normalise/postcode.ts';
import { normaliseRegion } from '../normalise/region.ts';
import { normaliseStreet } from '../normalise/street.ts';
import { normaliseCategory, normaliseIdentifier, normaliseText } from '../normalise/text.ts';

/** What a field of a unified model means; decides how it is normalised, compared and shown. */
export const SEMANTIC_TYPES = [
  'company_name',
  'person_name',
  'given_name',
  'family_name',
  'email',
  'phone',
  'domain',
  'street',
  'city',
  'region',
  'postcode',
  'country',
  'date',
  'identifier',
  'category',
  'number',
  'text',
] as const;

export type SemanticType = (typeof SEMANTIC_TYPES)[number];

/** All that the library knows about a semantic type. */
export interface SemanticTypeRules {
  readonly normalise: Normaliser;
  /**
   * What a unified record shows: `normalised` where people expect one form (a lower-case e-mail, a phone number as
   * E.164, a bare domain), `cleaned` where the source's own writing is the value (names, addresses, everything else).
   */
  readonly shows: 'cleaned' | 'normalised';
  /** Part of an address: survives together with the other parts. */
  readonly address: boolean;
}

export const SEMANTIC_TYPE_RULES: Readonly<Record<SemanticType, SemanticTypeRules>> = {
  company_name: type(normaliseCompanyName),
  person_name: type(normalisePersonName),
  given_name: type(normaliseGivenName),
  family_name: type(normaliseFamilyName),
  email: type(normaliseEmail, { shows: 'normalised' }),
  phone: type(normalisePhone, { shows: 'normalised' }),
  domain: type(normaliseDomain, { shows: 'normalised' }),
  street: type(normaliseStreet, { address: true }),
  city: type(normaliseCity, { address: true }),
  region: type(normaliseRegion, { address: true }),
  postcode: type(normalisePostcode, { address: true }),
  country: type(normaliseCountry, { address: true }),
  date: type(normaliseDate),
  identifier: type(normaliseIdentifier),
  category: type(normaliseCategory),
  number: type(normaliseNumber),
  text: type(normaliseText),
};

function type(normalise: Normaliser, rules: Partial<SemanticTypeRules> = {}): SemanticTypeRules {
  return { normalise, shows: 'cleaned', address: false, ...rules };
}
