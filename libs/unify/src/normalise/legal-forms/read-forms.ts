import { AMERICAS } from './americas.ts';
import { ASIA } from './asia.ts';
import { EASTERN_EUROPE } from './eastern-europe.ts';
import { ENGLISH_SPEAKING } from './english-speaking.ts';
import type { CountryForms, LegalForms } from './legal-form.ts';
import { MIDDLE_EAST_AFRICA } from './middle-east-africa.ts';
import { NORTHERN_EUROPE } from './northern-europe.ts';
import { SOUTHERN_EUROPE } from './southern-europe.ts';
import { WESTERN_EUROPE } from './western-europe.ts';

/** All forms, by country. */
export const FORMS_BY_COUNTRY: CountryForms = {
  ...ENGLISH_SPEAKING,
  ...WESTERN_EUROPE,
  ...SOUTHERN_EUROPE,
  ...NORTHERN_EUROPE,
  ...EASTERN_EUROPE,
  ...AMERICAS,
  ...ASIA,
  ...MIDDLE_EAST_AFRICA,
};

/**
 * What every country has of one kind, each once. Left out of all on purpose: words that are mostly part of a name (`zoo`, `me`, `group`,
 * `holding`) or a state (`ca`, `sc`).
 */
export function formsOf(kind: keyof LegalForms): readonly string[] {
  const lists = Object.values(FORMS_BY_COUNTRY).map((forms) => forms[kind] ?? '');
  return [...new Set(lists.flatMap(listed))];
}

/** The items of a list parted by commas. */
export function listed(list: string): string[] {
  return list
    .split(',')
    .map((item) => item.trim().replace(/\s+/g, ' '))
    .filter((item) => item !== '');
}
