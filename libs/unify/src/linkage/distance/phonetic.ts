/** Spellings of one sound in European names, the longer first. */
const SOUNDS: readonly (readonly [RegExp, string])[] = [
  [/^(?:kn|gn|pn)/, 'n'],
  [/^wr/, 'r'],
  [/^x/, 's'],
  [/sch|sh|tch|ch/, 'x'],
  [/ph/, 'f'],
  [/dge|dg/, 'j'],
  [/gh(?![aeiou])/, ''],
  [/ck|q/, 'k'],
  [/th|dt/, 't'],
  [/x(?=[aeiouy]*$)/, 'x'],
  [/c(?=[eiy])/, 's'],
  [/c/, 'k'],
  [/[zs]+/, 's'],
  [/[vw](?!$)/, 'f'],
  [/d/, 't'],
  [/g(?=[eiy])/, 'j'],
].map(([pattern, sound]): [RegExp, string] => [new RegExp(pattern as RegExp, 'g'), sound as string]);

/**
 * How a word of lower-case ASCII sounds, roughly: its first letter (any vowel is one) and its consonants, alike ones
 * written alike. Coarser than Metaphone and for any European language: it finds candidates and decides nothing.
 */
export function phonetic(word: string): string {
  let sound = word;
  for (const [pattern, replacement] of SOUNDS) sound = sound.replace(pattern, replacement);
  const [first = ''] = sound;
  const rest = sound.slice(1).replace(/[aeiouyhw]/g, '');
  return `${/[aeiouyh]/.test(first) ? 'a' : first}${rest}`.replace(/(.)\1+/g, '$1');
}
