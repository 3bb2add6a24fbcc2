import { SEMANTIC_TYPE_RULES, type SemanticType } from '../model/semantic-types.ts';
import { parseNested } from '../project/parse-nested.ts';
import { whoIs } from './who-is.ts';
import type { MeasuredPath } from './stream-sample.ts';

/** What a column seems to mean and why. */
export interface GuessedType {
  readonly type: SemanticType;
  readonly because: string;
}

interface TypeLook {
  readonly type: SemanticType;
  /** The name, or the last step of a path, in words: `billing_postal_code` as `billing postal code`. */
  readonly name: RegExp;
  readonly not?: RegExp;
  /** What a value looks like; without it, that its normaliser takes it. */
  readonly value?: RegExp;
  /** The values alone suffice, whatever the name. */
  readonly alone?: true;
}

/** In order of trust: the first that fits both name and values. */
const LOOKS: readonly TypeLook[] = [
  { type: 'email', name: /\be ?mail\b/, value: /^[^@\s,;]+@[^@\s,;]+\.[a-z]{2,}$/i, alone: true },
  {
    type: 'phone',
    name: /\b(?:tele)?phone\b|\btel\b|\bmobile\b|\bcell\b/,
    not: /\bfax\b|\btype\b/,
    value: /^[+(]?\d(?:[^a-z]*\d){5,}/i,
  },
  {
    type: 'domain',
    name: /\bweb ?(?:site|addr)?\b|\bdomain\b|\burl\b|\bhomepage\b|\buri\b/,
    not: /\b(?:photo|image|avatar|logo|picture|hosted|pdf)\b/,
  },
  { type: 'postcode', name: /\bzip\b|\bpost(?:al)? ?code\b|\bplz\b/ },
  { type: 'country', name: /\bcountry\b/ },
  { type: 'region', name: /\bstate\b|\bprovince\b|\bregion\b|\bcounty\b|\bsub ?division\b/, not: /\bstatus\b/ },
  { type: 'city', name: /\bcity\b|\btown\b|\blocality\b/ },
  {
    type: 'street',
    name: /\bstreet\b|\baddr(?:ess)?(?: ?line)? ?1?\b|\bline ?1\b|\broute\b/,
    not: /\b(?:type|id|e ?mail|ip|2|3)\b/,
    value: /\d|\s/,
  },
  { type: 'given_name', name: /\b(?:first|given|fore) ?name\b/, value: /\p{L}/u },
  { type: 'family_name', name: /\b(?:last|family) ?name\b|\bsurname\b/, value: /\p{L}/u },
  {
    type: 'company_name',
    name: /\b(?:company|organi[sz]ation|business|firm|account|vendor|supplier|legal)(?: name)?$/,
    value: /\p{L}/u,
  },
  {
    type: 'identifier',
    name: /\bvat\b|\btax (?:id|number|identifier)\b|\bein\b|\bduns\b|\bsku\b|\bregistration\b|\biban\b/,
  },
];

const COMPANY_STREAM = /account|compan|organi[sz]ation|customer|client|vendor|supplier|business|merchant/i;
const PERSON_STREAM = /contact|person|people|lead|user|employee|member|subscriber/i;
/** This share of the values must look like the type; real data has some that do not. */
const ENOUGH = 0.7;

/** The semantic type of a column by its name and its values; undefined when it is none that says who somebody is. */
export function guessType(stream: string, { path, values }: MeasuredPath): GuessedType | undefined {
  if (values.length === 0 || values.some((value) => parseNested(value) !== undefined)) return undefined;
  const name = words(path);
  const look = LOOKS.find((each) => {
    const called = each.name.test(name) && !(each.not?.test(name) ?? false);
    return (called || (each.alone ?? false)) && share(values, each) >= (called ? ENOUGH : 0.95);
  });
  if (look) return { type: look.type, because: because(look.name.test(name)) };
  if (!/^(?:full |display )?name$/.test(name) || share(values, { value: /\p{L}/u }) < ENOUGH) return undefined;
  const called = PERSON_STREAM.test(stream) ? 'person' : COMPANY_STREAM.test(stream) ? 'company' : undefined;
  if (called === undefined) return undefined;
  const seen = nearlyAll(values);
  const who = seen ?? called;
  const plural = who === 'person' ? 'people' : 'companies';
  const why = who === called ? `${stream} are ${plural}` : `nearly all of its names look like those of ${plural}`;
  return { type: `${who}_name`, because: why };
}

/** What nearly all names look like that look like either; undefined where too few do. */
function nearlyAll(names: readonly string[]): 'company' | 'person' | undefined {
  const told = names.map((name) => whoIs({ name })).filter((who) => who !== undefined);
  if (told.length < 5 || told.length < 0.3 * names.length) return undefined;
  const people = told.filter((who) => who === 'person').length / told.length;
  return people >= 0.9 ? 'person' : people <= 0.1 ? 'company' : undefined;
}

const because = (called: boolean): string => (called ? 'by its name, and its values fit' : 'by its values');

function share(values: readonly string[], { type, value }: Partial<TypeLook>): number {
  const context = { country: null };
  const fits = (text: string): boolean =>
    value === undefined && type !== undefined
      ? SEMANTIC_TYPE_RULES[type].normalise(text.slice(0, 200), context) !== null
      : (value?.test(text) ?? false);
  return values.filter(fits).length / values.length;
}

/** `BillAddr.PostalCode`, `billing_postal_code`, `BillingPostalCode` → their words, the last two steps of a path. */
function words(path: string): string {
  return path
    .split(/\.|__/)
    .slice(-2)
    .join(' ')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Za-z])(\d)/g, '$1 $2')
    .replace(/[^A-Za-z\d]+/g, ' ')
    .trim()
    .toLowerCase();
}
