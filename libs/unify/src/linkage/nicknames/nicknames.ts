import { ENGLISH } from './english.ts';
import { FRENCH } from './french.ts';
import { DUTCH, GERMAN } from './german-dutch.ts';
import { RUSSIAN } from './russian.ts';
import { ITALIAN, PORTUGUESE, SPANISH } from './spanish-portuguese-italian.ts';

/**
 * Given names that stand for each other: each entry of a list one name in its full and short forms. No npm package is kept that has
 * them beyond English (looked at: `nicknames`, `hypocorism`, and the CSV of carltonnorthern/nicknames), so the lists are our own.
 */
const LANGUAGES = [ENGLISH, SPANISH, PORTUGUESE, ITALIAN, GERMAN, DUTCH, FRENCH, RUSSIAN];

const groupsOf = new Map<string, number[]>();
LANGUAGES.flatMap((list) => list.split(',')).forEach((entry, group) => {
  for (const form of new Set(entry.trim().split(/\s+/))) {
    const name = form.replaceAll('_', ' ');
    const known = groupsOf.get(name);
    if (known === undefined) groupsOf.set(name, [group]);
    else known.push(group);
  }
});

/** Whether two different given names (lower-case ASCII) may be one: `william` and `bill`. */
export function areNicknames(a: string, b: string): boolean {
  const x = groupsOf.get(a);
  if (x === undefined) return false;
  const y = groupsOf.get(b);
  return y !== undefined && x.some((group) => y.includes(group));
}

/** Whether a word (lower-case ASCII) is a given name of the lists. */
export const isGivenName = (word: string): boolean => groupsOf.has(word);
