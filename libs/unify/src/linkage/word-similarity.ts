import { editDistance } from './distance/edit-distance.ts';
import { jaroWinkler } from './distance/jaro-winkler.ts';
import { areNicknames } from './nicknames/nicknames.ts';
import type { WordSimilarity } from './words.ts';

/** Digits come before letters. */
const isCode = (word: string): boolean => {
  for (let at = 0; at < word.length; at += 1) if (word.charCodeAt(at) < 58) return true;
  return false;
};

/** Words as typists get them wrong. Words with digits in them are codes: they agree or they do not. */
export const byTypo: WordSimilarity = (a, b) => {
  if (a === b) return 1;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short.length < 4 || isCode(a) || isCode(b)) return 0;
  const most = short.length < 8 ? 1 : 2;
  const edits = editDistance(a, b, most);
  // Words that begin differently hardly ever reach that, and most words begin differently.
  if (edits > most) return a[0] === b[0] && short.length > 4 && jaroWinkler(a, b) >= 0.93 ? 0.8 : 0;
  if (edits === 1) return short.length === 4 ? 0.8 : 0.9;
  return long.length < 10 && short[0] !== long[0] ? 0 : 0.85;
};

/** As above, or one shortens the other: `log` or `lgstcs` for `logistics`. */
export const byTypoOrAbbreviation: WordSimilarity = (a, b) => {
  const typo = byTypo(a, b);
  if (typo > 0 || a[0] !== b[0]) return typo;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short.length < 2 || short.length > long.length - 2 || isCode(a) || isCode(b)) return 0;
  if (long.startsWith(short)) return short.length === 2 ? 0.6 : 0.9;
  return short.length >= 3 && short.length <= 6 && long.length >= 6 && isSubsequence(short, long) ? 0.75 : 0;
};

/** Given names and family names: typos, nicknames, and initials for what they may stand for. */
export const byPersonName: WordSimilarity = (a, b) => {
  if (a === b) return 1;
  if (a.length === 1 || b.length === 1) return a[0] === b[0] ? 0.7 : 0;
  if (areNicknames(a, b)) return 0.9;
  const typo = byTypo(a, b);
  if (typo > 0) return typo;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.length >= 3 && long.startsWith(short) ? 0.8 : 0;
};

/** Whether the letters of `short` stand in `long` in their order, `s` of a plural left out, the last ones near its end. */
function isSubsequence(short: string, long: string): boolean {
  let at = 0;
  for (const letter of long) if (letter === short[at]) at += 1;
  return at === short.length && /[^aeiou]{2}/.test(short);
}
