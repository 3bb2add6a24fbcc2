import { toAscii, toWordsWithInitials } from './ascii.ts';
import { COUNTRY_ALIASES, COUNTRY_CODES } from './country-codes.ts';

/** Languages whose country names are understood; where two of them disagree about a name, the earlier wins. */
const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'sv', 'da', 'nb', 'fi', 'pl'];

let byName: Map<string, string> | undefined;

/**
 * A country as its ISO 3166-1 alpha-2 code, from either code, an everyday alias or its name in the larger European
 * languages (`U.S.A.`, `Deutschland`, `gbr` → `US`, `DE`, `GB`). Null for what is none.
 */
export function normaliseCountry(value: string): string | null {
  byName ??= readNames();
  return byName.get(toKey(value)) ?? null;
}

/** Built at first use (3,000 names): codes and aliases stand above the names of any language. */
function readNames(): Map<string, string> {
  const names = new Map<string, string>();
  for (const [alpha2, alpha3] of COUNTRY_CODES) {
    names.set(toKey(alpha2), alpha2);
    names.set(toKey(alpha3), alpha2);
  }
  for (const [alias, alpha2] of Object.entries(COUNTRY_ALIASES)) names.set(toKey(alias), alpha2);
  for (const language of LANGUAGES) {
    const display = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
    for (const alpha2 of COUNTRY_CODES.keys()) {
      const key = toKey(display.of(alpha2) ?? alpha2);
      if (!names.has(key)) names.set(key, alpha2);
    }
  }
  return names;
}

function toKey(value: string): string {
  return toWordsWithInitials(toAscii(value).replaceAll('&', ' and ')).join(' ');
}
