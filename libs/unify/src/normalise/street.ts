import { fromWords, joinLetters, toAscii, toWordsWithInitials } from './ascii.ts';
import { ENGLISH } from './street-words/english.ts';
import { COMPOUNDS, GERMANIC } from './street-words/germanic.ts';
import { BEFORE_NUMBER, LEFT_OUT, OTHERS } from './street-words/others.ts';
import { INNER_STOPS, ROMANCE } from './street-words/romance.ts';

/** Long form → short form, followed to its end: `nummer` is `nr`, and that `no`. Of two languages the earlier counts. */
export const STREET_WORDS: ReadonlyMap<string, string> = readShortForms([ENGLISH, GERMANIC, ROMANCE, OTHERS]);
const LEFT_OUT_WORDS: ReadonlySet<string> = new Set(LEFT_OUT.split(' '));
const BEFORE_NUMBERS: ReadonlySet<string> = new Set(BEFORE_NUMBER.split(' '));

/**
 * A street line as lower-case ASCII words with the usual words abbreviated: `525 South Lexington Avenue, Suite 5` →
 * `525 s lexington ave ste 5`, `C/ Mayor, nº 5` → `c mayor 5`. `Hauptstraße`, `Hauptstr.` and `Haupt-Strasse` agree.
 */
export function normaliseStreet(value: string): string | null {
  const ascii = toAscii(value).replace(INNER_STOPS, (stopped) => `${stopped.replaceAll('.', '')} `);
  return fromWords(shorten(toWordsWithInitials(ascii)));
}

/** Again until nothing changes: `North West` becomes the letters `n w`, and those the word `nw`. */
function shorten(words: readonly string[]): readonly string[] {
  const short: string[] = [];
  for (const word of words) for (const part of parted(word)) short.push(STREET_WORDS.get(part) ?? part);
  const shorter = joinLetters(withoutIdle(short));
  const same = shorter.length === words.length && shorter.every((word, at) => word === words[at]);
  return same ? words : shorten(shorter);
}

/** Hardly any word has one of those endings, and none of fewer than six letters has. */
const COMPOUNDED = new RegExp(COMPOUNDS.map(([ending]) => ending.source).join('|'));

/** `hauptstrasse` → `haupt st`. */
function parted(word: string): string[] {
  if (word.length < 6 || !COMPOUNDED.test(word)) return [word];
  for (const [ending, short] of COMPOUNDS) {
    const name = word.replace(ending, '');
    if (name !== word) return [name, short];
  }
  return [word];
}

/** Without the words that say nothing, as long as others are there. */
function withoutIdle(words: readonly string[]): readonly string[] {
  const kept = words.filter((word, at) => {
    if (LEFT_OUT_WORDS.has(word)) return false;
    return !(BEFORE_NUMBERS.has(word) && /^\d/.test(words[at + 1] ?? '') && at > 0);
  });
  return kept.length === words.length || kept.some((word) => /[a-z]/.test(word)) ? kept : words;
}

function readShortForms(languages: readonly string[]): Map<string, string> {
  const forms = new Map<string, string>();
  for (const entry of languages.join(',').split(',')) {
    const [short = '', ...words] = entry.trim().split(/\s+/);
    for (const word of words) if (word !== short && !forms.has(word)) forms.set(word, short);
  }
  for (const [word, short] of forms) forms.set(word, forms.get(short) ?? short);
  return forms;
}
