import { fromWords, joinLetters, toAscii, toWordsWithInitials } from './ascii.ts';

const TITLES = new Set(
  'mr mrs ms miss mx dr prof professor sir madam dame lord lady rev hon herr frau mme mlle'.split(' '),
);
const SUFFIXES = new Set('jr sr ii iii iv phd md esq mba cpa dds dvm rn'.split(' '));

/**
 * A full name: lower-case ASCII words in the order given name, family name (`O'Brien, Ann` → `ann obrien`), without
 * titles before and degrees or generations after it, never stripped to nothing.
 */
export function normalisePersonName(value: string): string | null {
  const parts = toAscii(value)
    .replace(/\bph\.\s?d\b\.?/g, 'phd')
    .split(',')
    .map(toWordsWithInitials)
    .filter((words) => words.length > 0);
  const named = parts.filter((words, index) => index === 0 || !words.every((word) => SUFFIXES.has(word)));
  const [family, given] = named;
  const words =
    family !== undefined && given !== undefined && named.length === 2 ? [...given, ...family] : named.flat();
  return fromWords(withoutSuffixes(withoutTitles(joinLetters(words))));
}

/** A given name: lower-case ASCII words. */
export function normaliseGivenName(value: string): string | null {
  return fromWords(toWordsWithInitials(toAscii(value)));
}

/** A family name: lower-case ASCII words, without the generation or degree that is often kept with it. */
export function normaliseFamilyName(value: string): string | null {
  return fromWords(withoutSuffixes(toWordsWithInitials(toAscii(value))));
}

function withoutTitles(words: readonly string[]): readonly string[] {
  const [first] = words;
  return words.length > 1 && first !== undefined && TITLES.has(first) ? withoutTitles(words.slice(1)) : words;
}

function withoutSuffixes(words: readonly string[]): readonly string[] {
  const last = words.at(-1);
  return words.length > 1 && last !== undefined && SUFFIXES.has(last) ? withoutSuffixes(words.slice(0, -1)) : words;
}
