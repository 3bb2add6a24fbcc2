import { fromWords, toAscii, toWordsWithInitials } from './ascii.ts';

const SHORT: ReadonlyMap<string, string> = new Map([
  ['saint', 'st'],
  ['sainte', 'ste'],
  ['mount', 'mt'],
  ['fort', 'ft'],
]);

/** A town as lower-case ASCII words: `City of Saint Louis`, `St. Louis` → `st louis`. */
export function normaliseCity(value: string): string | null {
  const words = toWordsWithInitials(toAscii(value)).map((word) => SHORT.get(word) ?? word);
  return fromWords(withoutCityOf(words));
}

function withoutCityOf(words: readonly string[]): readonly string[] {
  return words.length > 2 && words[0] === 'city' && words[1] === 'of' ? withoutCityOf(words.slice(2)) : words;
}
