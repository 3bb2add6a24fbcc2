import { isGivenName } from '../linkage/nicknames/nicknames.ts';
import { toAscii, toWordsWithInitials } from '../normalise/ascii.ts';
import { normaliseCompanyName } from '../normalise/company-name.ts';
import { normaliseDomain } from '../normalise/domain.ts';
import { isFreeEmailDomain } from '../normalise/free-email.ts';
import { withoutWrittenForms } from '../normalise/legal-forms/written-forms.ts';

/** What a record says of who it is about. */
export interface Named {
  readonly name: string | null;
  readonly given?: string | null | undefined;
  readonly family?: string | null | undefined;
  readonly email?: string | null | undefined;
}

/** Words that stand in names of companies and hardly in those of people. */
const COMPANY_WORDS = new Set(
  `agency and associates auto bakery bank brewery builders cafe capital church clinic club college company construction consultants
  consulting corporation council customer department design designs electronics energy engineering enterprises entertainment events farm farms
  foods foundation furniture garage global group health hospital hotel industries institute insurance international kitchen labs
  laboratories logistics manufacturing market markets media motors ministry networks office partners partnership pharmacy plastics press
  products project properties publishing realty restaurant salon school service services shop society software solutions spa sports store
  stores studio studios supplies supply systems team tech technologies technology trading transport travel trust union university ventures
  wholesale works`.split(/\s+/),
);
const TITLES = new Set('mr mrs ms miss dr herr frau monsieur madame mme sr sra sig'.split(' '));

/**
 * Whether a record is about a company or a person, by its name (legal forms, words of trade, given names), by a given and a family
 * name beside it, and by whose name its e-mail address bears; undefined where nothing tells.
 */
export function whoIs({ name, given, family, email }: Named): 'company' | 'person' | undefined {
  const words = toWordsWithInitials(toAscii(name ?? '').replaceAll('&', ' and '));
  if (name === null || words.length === 0) return undefined;
  if (hasLegalForm(name, words) || words.some((word) => COMPANY_WORDS.has(word) || /\d/.test(word))) return 'company';
  const parts = toWordsWithInitials(toAscii(`${given ?? ''} ${family ?? ''}`));
  if (given && family && parts.every((part) => words.includes(part))) return 'person';
  if (words.length > 1 && words.length < 5 && words.some((word) => TITLES.has(word) || isGivenName(word)))
    return 'person';
  return byMail(words, email ?? '');
}

function hasLegalForm(name: string, words: readonly string[]): boolean {
  const rest = normaliseCompanyName(name)?.split(' ').length ?? 0;
  return rest < words.filter((word) => word !== 'the').length || withoutWrittenForms(name) !== name.normalize('NFKC');
}

/** `ann.lee@…` bears a person's name, `info@acme.example` a company's; a private mailbox is a person's. */
function byMail(words: readonly string[], email: string): 'company' | 'person' | undefined {
  const [mailbox = '', site = ''] = email.toLowerCase().split('@');
  const domain = normaliseDomain(site);
  if (domain === null) return undefined;
  const last = words.at(-1)!;
  if (words.length > 1 && last.length > 2 && mailbox.includes(last)) return 'person';
  if (isFreeEmailDomain(domain)) return words.length === 2 ? 'person' : undefined;
  const [first] = words;
  return first!.length > 3 && domain.replaceAll('-', '').startsWith(first!) ? 'company' : undefined;
}
