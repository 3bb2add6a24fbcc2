import type { Value } from './comparison.ts';
import { hashKey, type KeyHash } from '../store/key-hash.ts';
import type { Terms } from './terms.ts';

/** A word as it is compared with others. */
export interface Letters {
  readonly text: string;
  /** A bit for each letter that is in it, letters and digits folded into 32. */
  readonly letters: number;
  /** It has a digit in it. */
  readonly isCode: boolean;
}

/** One word of a value, with how much it says. */
export interface Word extends Letters {
  /** Equal words have equal numbers, different ones different numbers (of a million, one pair in 20,000 runs). */
  readonly id: number;
  /** Information of the word in bits: −log₂ of the share of values that hold it. */
  readonly bits: number;
  /** Place in the value, from 0. */
  readonly at: number;
}

/** A text as its words. */
export interface Words extends Value {
  /** In the order of their ids. */
  readonly words: readonly Word[];
  /** Sum of the words' bits. */
  readonly bits: number;
  /** First letters in the order written: `ap` of `ashcroft plastics`. */
  readonly initials: string;
  /** Without its spaces: `day care` and `daycare` agree. */
  readonly solid: string;
  /** A bit for each letter that is in it, as of a word. */
  readonly letters: number;
}

/** How far the words of two values agree, each share 0 to 1 by information. */
export interface Overlap {
  /** Of both values together. */
  shared: number;
  /** Of the value that has more in common with the other: 1 when it is contained in it. */
  contained: number;
  /** Bits of the words that agree, the mean of both values. */
  bits: number;
}

/** Gives words their numbers: 53 bits of a hash, so that equal words have equal numbers and none has to be remembered. */
export class Vocabulary {
  constructor(private readonly terms: Terms) {}

  read(text: string): Words {
    const words: Word[] = [];
    let [at, bits, initials, letters] = [0, 0, '', 0];
    for (const written of text.split(' ')) {
      if (written === '') continue;
      initials += String.fromCodePoint(written.codePointAt(0)!);
      const word = this.wordAt(written, at);
      // By insertion, as there are few.
      let place = words.length;
      while (place > 0 && words[place - 1]!.id > word.id) place -= 1;
      if (words[place - 1]?.id !== word.id) {
        words.splice(place, 0, word);
        bits += word.bits;
        letters |= word.letters;
      }
      at += 1;
    }
    return { text, words, bits, initials, solid: text.replaceAll(' ', ''), letters };
  }

  /** Made anew each time: remembering words took longer, as a large tenant has too many of them. */
  private wordAt(text: string, at: number): Word {
    const [bits, letters] = [this.terms.bitsOf(text), lettersOf(text)];
    return { text, id: numberOf(text), at, bits, letters, isCode: isCode(text) };
  }
}

const hash: KeyHash = { high: 0, low: 0 };

function numberOf(value: string): number {
  hashKey({ kind: '', value }, hash);
  return (hash.high & 0x1fffff) * 2 ** 32 + (hash.low >>> 0);
}

function lettersOf(word: string): number {
  let letters = 0;
  for (let at = 0; at < word.length; at += 1) letters |= 1 << (word.charCodeAt(at) & 31);
  return letters;
}

/** Digits come before letters. */
function isCode(word: string): boolean {
  for (let at = 0; at < word.length; at += 1) if (word.charCodeAt(at) < 58) return true;
  return false;
}

/** How alike two different words are, 0 to 1; symmetric. */
export type WordSimilarity = (a: Letters, b: Letters) => number;

/** So many words of each value are compared letter by letter; the rest only as they are. */
const MOST_COMPARED = 8;

/**
 * How far two values agree, word by word: equal words, then, of those left over, the most alike ones, each word once.
 * Two neighbouring words also agree with one that is both together.
 */
export function overlap(a: Words, b: Words, similarity: WordSimilarity): Overlap {
  const restA: Word[] = [];
  const restB: Word[] = [];
  let [sharedA, sharedB] = [0, 0];
  for (let i = 0, j = 0; i < a.words.length || j < b.words.length;) {
    const [x, y] = [a.words[i], b.words[j]];
    if (x !== undefined && y !== undefined && x.id === y.id) {
      sharedA += x.bits;
      sharedB += y.bits;
      i += 1;
      j += 1;
    } else if (y === undefined || (x !== undefined && x.id < y.id)) {
      restA.push(x!);
      i += 1;
    } else {
      restB.push(y);
      j += 1;
    }
  }
  if (restA.length > 0 && restB.length > 0) {
    const soft = softShared(restA, restB, similarity);
    sharedA += soft.a;
    sharedB += soft.b;
  }
  const whole = a.bits + b.bits;
  if (whole === 0) return { shared: 0, contained: 0, bits: 0 };
  const contained = Math.max(sharedA / (a.bits || 1), sharedB / (b.bits || 1));
  return { shared: (sharedA + sharedB) / whole, contained, bits: (sharedA + sharedB) / 2 };
}

interface Likeness {
  readonly x: Word;
  readonly y: Word;
  readonly alike: number;
}

function softShared(restA: Word[], restB: Word[], similarity: WordSimilarity): { a: number; b: number } {
  const [left, right] = [telling(restA), telling(restB)];
  const found: Likeness[] = [];
  for (const x of left) {
    for (const y of right) {
      const alike = similarity(x, y);
      if (alike > 0) found.push({ x, y, alike });
    }
  }
  let [a, b] = [0, 0];
  const used = new Set<Word>();
  // The most alike first; of equals, those that stand first in the alphabet, so that it does not matter which value is a.
  if (found.length > 1) found.sort((p, q) => q.alike - p.alike || compare(key(p), key(q)));
  for (const { x, y, alike } of found) {
    if (used.has(x) || used.has(y)) continue;
    used.add(x).add(y);
    a += x.bits * alike;
    b += y.bits * alike;
  }
  const [openA, openB] = [left.filter((x) => !used.has(x)), right.filter((y) => !used.has(y))];
  const [ab, ba] = [joined(openA, openB), joined(openB, openA)];
  return { a: a + ab.one + ba.two, b: b + ab.two + ba.one };
}

/** Words of `ones` that are two neighbours of `others` written together: the bits that agree on both sides. */
function joined(ones: readonly Word[], others: readonly Word[]): { one: number; two: number } {
  let [one, two] = [0, 0];
  for (const word of ones) {
    if (word.text.length < 6) continue;
    for (const x of others) {
      if (!word.text.startsWith(x.text)) continue;
      const y = others.find((other) => other.at === x.at + 1 && word.text === x.text + other.text);
      if (y === undefined) continue;
      one += word.bits;
      two += x.bits + y.bits;
      break;
    }
  }
  return { one, two };
}

const telling = (words: Word[]): Word[] =>
  words.length <= MOST_COMPARED
    ? words
    : words.sort((x, y) => y.bits - x.bits || compare(x.text, y.text)).slice(0, MOST_COMPARED);

const key = ({ x, y }: Likeness): string => (x.text < y.text ? `${x.text} ${y.text}` : `${y.text} ${x.text}`);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
