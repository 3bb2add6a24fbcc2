import { fromWords, toAscii, toWordsWithInitials } from './ascii.ts';
import {
  BEGINNINGS_BEGIN,
  ENDINGS_END,
  LEGAL_BEGINNINGS,
  LEGAL_ENDINGS,
  LONGEST_BEGINNING,
  LONGEST_ENDING,
} from './legal-forms.ts';
import { withoutWrittenForms } from './legal-forms/written-forms.ts';

/** Words that say what `&` says, between others: at the end `OG` is Austria's partnership, `Y` a letter. */
const AND_WORDS = new Set(['and', 'und', 'et', 'og', 'och', 'y']);

/**
 * A company's name as lower-case ASCII words: `&` and `and` alike, initials joined, `the` and the legal forms of the countries in
 * `legal-forms/` taken off, from the end or where they stand first, but never down to nothing. Branch, group and holding words stay:
 * `Acme` and `Acme Holding` are two companies.
 */
export function normaliseCompanyName(value: string): string | null {
  const plain = toAscii(withoutWrittenForms(value));
  const ascii = /[&+]/.test(plain) ? plain.replace(/&|(?<=\s)\+(?=\s)/g, ' and ') : plain;
  const words = toWordsWithInitials(ascii);
  const last = words.length - 1;
  return fromWords(strip(words.map((word, at) => (at > 0 && at < last && AND_WORDS.has(word) ? 'and' : word))));
}

function strip(words: readonly string[]): readonly string[] {
  if (words.length < 2) return words;
  if (words[0] === 'the') return strip(words.slice(1));
  const mostFirst = BEGINNINGS_BEGIN.has(words[0]!) ? LONGEST_BEGINNING : 0;
  for (let count = Math.min(mostFirst, words.length - 1); count > 0; count -= 1) {
    if (LEGAL_BEGINNINGS.has(words.slice(0, count).join(' '))) return strip(words.slice(count));
  }
  if (words.at(-1) === 'the') return strip(words.slice(0, -1)); // Gap, The
  // The longest form first: of `gmbh and co kg` nothing may stay behind.
  const mostLast = ENDINGS_END.has(words.at(-1)!) ? LONGEST_ENDING : 0;
  for (let count = Math.min(mostLast, words.length - 1); count > 0; count -= 1) {
    if (LEGAL_ENDINGS.has(words.slice(-count).join(' '))) return strip(words.slice(0, -count));
  }
  return words;
}
