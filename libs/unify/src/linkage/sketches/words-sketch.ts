import type { Street } from '../comparisons/place.ts';
import type { Word, Words } from '../words.ts';
import { hashOf, lettersIn, type Numbers, type Sketch, UNSURE } from './sketch.ts';
import { bitsAt, lengthAt, LETTERS, likeness, packWord, PER_WORD } from './word-likeness.ts';

/** Values of more words than these are not sketched. */
const MOST_WORDS = 12;
const MOST_WRITTEN = 63;

/** From `level` on, values agree in less of their information than these shares: of both together, and of each. */
interface Step {
  readonly level: number;
  readonly shared: number;
  readonly contained: number;
}

/**
 * Sketch of values that are compared word by word: their letters and how many words were written; then what there
 * is of each word, see word-likeness.ts.
 * @param steps the farthest first
 */
function wordsSketch(steps: readonly Step[]): Sketch<Words> {
  return {
    of({ words, solid, initials }) {
      if (words.length === 0 || words.length > MOST_WORDS || initials.length > MOST_WRITTEN) return [];
      return withWords(initials.length * 2 ** 26 + lettersIn(solid), words);
    },
    tell(x, y) {
      const [a, b] = [x.all[x.from]!, y.all[y.from]!];
      // With other letters they are not the same but for spaces.
      const mayAgree = ((a ^ b) & LETTERS) === 0 || mayBeAcronym(x, b >>> 26) || mayBeAcronym(y, a >>> 26);
      return mayAgree ? UNSURE : firstLevel(x, y, steps);
    },
  };
}

/** Steps of name-levels.ts: `different`, what agrees partly, in half, and what is contained in no other. */
export const COMPANY_SKETCH = wordsSketch([
  { level: 7, shared: 0.3, contained: 0.93 },
  { level: 6, shared: 0.5, contained: 0.93 },
  { level: 5, shared: 0.93, contained: 0.93 },
]);
export const TEXT_SKETCH = wordsSketch([
  { level: 8, shared: 0.18, contained: 0.93 },
  { level: 7, shared: 0.3, contained: 0.93 },
  { level: 6, shared: 0.5, contained: 0.93 },
  { level: 5, shared: 0.75, contained: 0.93 },
]);

const NO_NUMBER = 1;
const STREET_STEPS: readonly Step[] = [
  { level: 6, shared: 0.3, contained: 0.85 },
  { level: 5, shared: 0.6, contained: 0.85 },
];

/** As of words, behind a hash of the house number. */
export const STREET_SKETCH: Sketch<Street> = {
  of({ numbers, name: { words } }) {
    if (numbers.length > 1 || words.length === 0 || words.length > MOST_WORDS) return [];
    return withWords(numbers.length === 0 ? NO_NUMBER : 2 + (hashOf(numbers[0]!) >>> 1), words);
  },
  tell(x, y) {
    const [a, b] = [x.all[x.from]!, y.all[y.from]!];
    return a === b && a !== NO_NUMBER ? UNSURE : firstLevel(x, y, STREET_STEPS);
  },
};

function withWords(head: number, words: readonly Word[]): number[] {
  const sketch = [head];
  for (const word of words) packWord(word, sketch);
  return sketch;
}

/** Whether all letters of a value are as few as the words of another: it may be made of their first letters. */
function mayBeAcronym(value: Numbers, words: number): boolean {
  if (words < 2) return false;
  let letters = 0;
  for (let at = value.from + 1; at < value.to; at += PER_WORD) letters += lengthAt(value, at);
  return letters <= words;
}

/** The first level that is possible, given the words that agree or may. */
function firstLevel(x: Numbers, y: Numbers, steps: readonly Step[]): number {
  let [ofX, allX, ofY, allY] = [0, 0, 0, 0];
  for (let at = x.from + 1; at < x.to; at += PER_WORD) {
    const bits = bitsAt(x, at);
    allX += bits;
    ofX += bits * likeness(x, at, y);
  }
  for (let at = y.from + 1; at < y.to; at += PER_WORD) {
    const bits = bitsAt(y, at);
    allY += bits;
    ofY += bits * likeness(y, at, x);
  }
  // Sums of products are rounded.
  const shared = (ofX + ofY) / (allX + allY) + 1e-6;
  const contained = Math.max(ofX / allX, ofY / allY) + 1e-6;
  for (const step of steps) if (shared < step.shared && contained < step.contained) return step.level;
  return UNSURE;
}
