import anyAscii from 'any-ascii';

/** Lower-case ASCII of a text in any script: `Ünïcode` → `unicode`, `深圳` → `shenzhen`. */
export function toAscii(value: string): string {
  return anyAscii(value.normalize('NFKC')).toLowerCase();
}

/**
 * The words of a lower-case ASCII text, parted by one space. Apostrophes vanish (`macy's` → `macys`), any other
 * punctuation parts words.
 */
export function toWords(ascii: string): string[] {
  return ascii
    .replace(/['`]/g, '')
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

/**
 * Writes initials as one word, so that `J. C. Penney`, `J.C. Penney` and `JC Penney` agree. Dotted initials are joined
 * by themselves first: in `Class A S.A.` the legal form must not swallow the letter before it.
 */
export function toWordsWithInitials(ascii: string): string[] {
  const dotted = ascii.replace(/\b[a-z](?:\.\s?[a-z])+\b\.?/g, (initials) => `${initials.replace(/[^a-z]/g, '')} `);
  return joinLetters(toWords(dotted));
}

/** Joins neighbouring single letters: `j c penney` → `jc penney`. */
export function joinLetters(words: readonly string[]): string[] {
  const joined: string[] = [];
  let run = '';
  for (const word of words) {
    if (/^[a-z]$/.test(word)) {
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

/** Words to normalised text: null when there are none. */
export function fromWords(words: readonly string[]): string | null {
  return words.length === 0 ? null : words.join(' ');
}
