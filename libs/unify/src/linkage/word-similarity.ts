import { editDistance } from './distance/edit-distance.ts';
import { bitsIn, jaroWinkler, mayBeAlike } from './distance/jaro-winkler.ts';
import { areNicknames } from './nicknames/nicknames.ts';
import type { Letters, WordSimilarity } from './words.ts';

/** Words as typists get them wrong. Words with digits in them are codes: they agree or they do not. */
export const byTypo: WordSimilarity = (x, y) => {
  const [a, b] = [x.text, y.text];
  if (a === b) return 1;
  const [short, long] = a.length <= b.length ? [a.length, b.length] : [b.length, a.length];
  if (short < 4 || x.isCode || y.isCode) return 0;
  const most = short < 8 ? 1 : 2;
  // An edit changes two letters at most of those that the words have.
  const edits = bitsIn(x.letters ^ y.letters) > 2 * most ? most + 1 : editDistance(a, b, most);
  // Words that begin differently hardly ever reach that, and most words begin differently.
  if (edits > most) return short > 4 && a[0] === b[0] && mayBeAlike(x, y, 0.93) && jaroWinkler(a, b) >= 0.93 ? 0.8 : 0;
  if (edits === 1) return short === 4 ? 0.8 : 0.9;
  return long < 10 && a[0] !== b[0] ? 0 : 0.85;
};

/** As above, or one shortens the other: `log` or `lgstcs` for `logistics`. */
export const byTypoOrAbbreviation: WordSimilarity = (x, y) => {
  const typo = byTypo(x, y);
  if (typo > 0 || x.text[0] !== y.text[0] || x.isCode || y.isCode) return typo;
  const [short, long] = inOrder(x, y);
  if (short.length < 2 || short.length > long.length - 2) return 0;
  if (long.startsWith(short)) return short.length === 2 ? 0.6 : 0.9;
  return short.length >= 3 && short.length <= 6 && long.length >= 6 && isSubsequence(short, long) ? 0.75 : 0;
};

/** Given names and family names: typos, nicknames, and initials for what they may stand for. */
export const byPersonName: WordSimilarity = (x, y) => {
  const [a, b] = [x.text, y.text];
  if (a === b) return 1;
  if (a.length === 1 || b.length === 1) return a[0] === b[0] ? 0.7 : 0;
  if (areNicknames(a, b)) return 0.9;
  const typo = byTypo(x, y);
  if (typo > 0) return typo;
  const [short, long] = inOrder(x, y);
  return short.length >= 3 && long.startsWith(short) ? 0.8 : 0;
};

const inOrder = ({ text: a }: Letters, { text: b }: Letters): readonly [short: string, long: string] =>
  a.length < b.length ? [a, b] : [b, a];

/** Whether the letters of `short` stand in `long` in their order, `s` of a plural left out, the last ones near its end. */
function isSubsequence(short: string, long: string): boolean {
  let at = 0;
  for (const letter of long) if (letter === short[at]) at += 1;
  return at === short.length && /[^aeiou]{2}/.test(short);
}
