import anyAscii from 'any-ascii';

/** Lower-case ASCII of a text in any script: `Ünïcode` → `unicode`, `深圳` → `shenzhen`. */
export function toAscii(value: string): string {
  return isAscii(value) ? value.toLowerCase() : anyAscii(value.normalize('NFKC')).toLowerCase();
}

/** Whether a text is ASCII: most are, and need neither be looked up in tables of Unicode nor normalised. */
export function isAscii(value: string): boolean {
  for (let i = 0; i < value.length; i += 1) if (value.charCodeAt(i) > 0x7f) return false;
  return true;
}

/**
 * The words of a lower-case ASCII text, parted by one space. Apostrophes vanish (`macy's` → `macys`), any other
 * punctuation parts words.
 */
export function toWords(ascii: string): string[] {
  const text = ascii.includes("'") || ascii.includes('`') ? ascii.replace(/['`]/g, '') : ascii;
  const words: string[] = [];
  // By hand, since every name, street and town comes by: a third of what splitting by an expression takes.
  let from = -1;
  for (let i = 0; i < text.length; i += 1) {
    if (isOfWord(text.charCodeAt(i))) {
      if (from < 0) from = i;
    } else if (from >= 0) {
      words.push(text.slice(from, i));
      from = -1;
    }
  }
  if (from >= 0) words.push(text.slice(from));
  return words;
}

const isLetter = (code: number): boolean => code >= 0x61 && code <= 0x7a;
const isOfWord = (code: number): boolean => isLetter(code) || (code >= 0x30 && code <= 0x39);

/**
 * Writes initials as one word, so that `J. C. Penney`, `J.C. Penney` and `JC Penney` agree. Dotted initials are joined
 * by themselves first: in `Class A S.A.` the legal form must not swallow the letter before it.
 */
export function toWordsWithInitials(ascii: string): readonly string[] {
  if (!ascii.includes('.')) return joinLetters(toWords(ascii));
  const dotted = ascii.replace(/\b[a-z](?:\.\s?[a-z])+\b\.?/g, (initials) => `${initials.replace(/[^a-z]/g, '')} `);
  return joinLetters(toWords(dotted));
}

/** Joins neighbouring single letters: `j c penney` → `jc penney`. */
export function joinLetters(words: readonly string[]): readonly string[] {
  if (!words.some(isSingleLetter)) return words;
  const joined: string[] = [];
  let run = '';
  for (const word of words) {
    if (isSingleLetter(word)) {
      run += word;
      continue;
    }
    if (run !== '') joined.push(run);
    run = '';
    joined.push(word);
  }
  if (run !== '') joined.push(run);
  return joined;
}

const isSingleLetter = (word: string): boolean => word.length === 1 && isLetter(word.charCodeAt(0));

/** Words to normalised text: null when there are none. */
export function fromWords(words: readonly string[]): string | null {
  return words.length === 0 ? null : words.join(' ');
}
