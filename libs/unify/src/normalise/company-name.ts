import { fromWords, toAscii, toWordsWithInitials } from './ascii.ts';
import { LEGAL_BEGINNINGS, LEGAL_ENDINGS, LONGEST_ENDING, NATIVE_FORMS } from './legal-forms.ts';

/** Italy's S.p.A., told by its dots or capitals from the place one relaxes in (`Sunset Spa`). */
const SPA = /(?<=[^\s,])[\s,]+(?:[sS]\.\s?[pP]\.\s?[aA]\.?|SpA\.?)\s*$/;
/** Words that say what `&` says. */
const AND_WORDS = new Set(['and', 'und', 'et', 'og', 'och']);

/**
 * A company's name as lower-case ASCII words: `&` and `and` alike, initials joined, `the` and legal forms of more than
 * 30 countries taken off, from the end or where they stand first, but never down to nothing. Branch, group and holding words stay: `Acme`
 * and `Acme Holding` are two companies.
 */
export function normaliseCompanyName(value: string): string | null {
  const latin = value.replace(NATIVE_FORMS, ' ').trim();
  const ascii = toAscii((latin === '' ? value : latin).replace(SPA, '')).replace(/&|(?<=\s)\+(?=\s)/g, ' and ');
  const words = toWordsWithInitials(ascii).map((word) => (AND_WORDS.has(word) ? 'and' : word));
  return fromWords(strip(words));
}

function strip(words: readonly string[]): readonly string[] {
  if (words.length < 2) return words;
  const [first] = words;
  if (first !== undefined && (first === 'the' || LEGAL_BEGINNINGS.has(first))) return strip(words.slice(1));
  if (words.at(-1) === 'the') return strip(words.slice(0, -1)); // Gap, The
  // The longest form first: of `gmbh and co kg` nothing may stay behind.
  for (let count = Math.min(LONGEST_ENDING, words.length - 1); count > 0; count -= 1) {
    if (LEGAL_ENDINGS.has(words.slice(-count).join(' '))) return strip(words.slice(0, -count));
  }
  return words;
}
