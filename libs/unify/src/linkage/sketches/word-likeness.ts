import { bitsIn, mayHaveAlike } from '../distance/jaro-winkler.ts';
import type { Word } from '../words.ts';
import { hashOf, type Numbers } from './sketch.ts';

/** Numbers of a word. */
export const PER_WORD = 3;
/** The bits of a word's second number that are its letters; the next says that it is a code, the others how long it is. */
export const LETTERS = 0x3ffffff;
const CODE = 0x4000000;
/** Words of as many letters, or more, are not told apart. */
const ENDLESS = 31;
/** No two different words are more alike. */
const MOST_ALIKE = 0.9;
/** Two words written together have so many letters at least, see words.ts. */
const LEAST_JOINED = 6;

/** Adds a word's first letter, a hash and its information in 2^-10 bits; its letters with their number; the letters that it has twice. */
export function packWord({ text, bits, isCode }: Word, out: number[]): void {
  let [once, twice] = [0, 0];
  for (let at = 0; at < text.length; at += 1) {
    const letter = 1 << (text.charCodeAt(at) % 26);
    twice |= once & letter;
    once |= letter;
  }
  const first = text.charCodeAt(0) & 31;
  out.push(first * 2 ** 27 + (hashOf(text) & 0x7ff) * 2 ** 16 + Math.round(bits * 1024));
  out.push(Math.min(ENDLESS, text.length) * 2 ** 27 + (isCode ? CODE : 0) + once, twice);
}

export const bitsAt = ({ all }: Numbers, at: number): number => all[at]! & 0xffff;
export const lengthAt = ({ all }: Numbers, at: number): number => all[at + 1]! >>> 27;

/**
 * The most that a word (its numbers begin at `at`) may be alike to any of another value, from 0 to 1, by `byTypoOrAbbreviation`, or
 * as one of two words that are written together there, or the other way round.
 */
export function likeness(x: Numbers, at: number, y: Numbers): number {
  let most = 0;
  for (let other = y.from + 1; other < y.to; other += PER_WORD) {
    const same = x.all[at]! ^ y.all[other]!;
    if (same >>> 16 === 0 || lengthAt(x, at) === ENDLESS || lengthAt(y, other) === ENDLESS) return 1;
    if (mayBeJoined(x, at, y, other) || mayBeJoined(y, other, x, at)) return 1;
    if (most === 0 && mayBeAlike(same >>> 27 === 0, x, at, y, other)) most = MOST_ALIKE;
  }
  return most;
}

/** Letters of the one word that the other lacks, each up to twice. */
const lacking = (x: Numbers, at: number, y: Numbers, other: number): number =>
  bitsIn(x.all[at + 1]! & ~y.all[other + 1]! & LETTERS) + bitsIn(x.all[at + 2]! & ~y.all[other + 2]!);

/** Whether one of two different words may be the other with typos, or short for it. */
function mayBeAlike(sameFirst: boolean, x: Numbers, at: number, y: Numbers, other: number): boolean {
  if (((x.all[at + 1]! | y.all[other + 1]!) & CODE) !== 0) return false;
  const [lengthX, lengthY] = [lengthAt(x, at), lengthAt(y, other)];
  const [onlyX, onlyY] = [lacking(x, at, y, other), lacking(y, other, x, at)];
  const short = Math.min(lengthX, lengthY);
  // One edit is another letter in place of one.
  const edits = short < 8 ? 1 : 2;
  if (short >= 4 && Math.abs(lengthX - lengthY) <= edits && onlyX <= edits && onlyY <= edits) return true;
  if (!sameFirst) return false;
  if ((onlyX === 0 && lengthX < lengthY) || (onlyY === 0 && lengthY < lengthX)) return true;
  return short > 4 && mayHaveAlike(lengthX, lengthY, Math.min(lengthX - onlyX, lengthY - onlyY), 0.93);
}

/** Whether a word may be one of two that the other was written together from: then there is what it lacks, too. */
function mayBeJoined(x: Numbers, at: number, y: Numbers, whole: number): boolean {
  const length = lengthAt(y, whole) - lengthAt(x, at);
  if (length <= 0 || lengthAt(y, whole) < LEAST_JOINED || lacking(x, at, y, whole) > 0) return false;
  const rest = y.all[whole + 1]! & ~x.all[at + 1]! & LETTERS;
  for (let other = x.from + 1; other < x.to; other += PER_WORD) {
    const covers = (rest & ~x.all[other + 1]!) === 0;
    if (covers && lengthAt(x, other) === length && lacking(x, other, y, whole) === 0) return true;
  }
  return false;
}
