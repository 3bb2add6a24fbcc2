import { type Comparison, levels, type Value, type Reading } from '../comparison.ts';
import { editDistance } from '../distance/edit-distance.ts';
import { isMoved } from '../distance/moved-characters.ts';
import { byTypo } from '../word-similarity.ts';
import { overlap, type Words } from '../words.ts';

const DATE = levels(
  ['exact', 0.8, 0.0005, 0.5],
  ['one digit off', 0.05, 0.003],
  ['day and month swapped', 0.01, 0.0001],
  ['compatible', 0.04, 0.003],
  ['day or month alone', 0.03, 0.003],
  ['same month and day', 0.02, 0.003],
  ['same year', 0.03, 0.02],
  ['near', 0.02, 0.05],
  ['different', 0.03, 0.92],
);

/** Compares `YYYY-MM-DD`, `YYYY-MM` and `YYYY`. */
export function dateComparison(field: string, from: Reading<Value>): Comparison<Value> {
  return {
    field,
    levels: DATE,
    effort: 2,
    ...from,
    level({ text: a }, { text: b }) {
      if (a === b) return 0;
      // A year alone agrees with any day of it; so do two days given as the first of January and in full.
      if (a.startsWith(b) || b.startsWith(a) || (a.slice(0, 4) === b.slice(0, 4) && (opens(a) || opens(b)))) return 3;
      if (a.length === 10 && b.length === 10) {
        if (editDistance(a, b, 1) <= 1) return 1;
        if (a.slice(0, 4) === b.slice(0, 4) && a.slice(5, 7) === b.slice(8) && a.slice(8) === b.slice(5, 7)) return 2;
        if (a.slice(0, 4) === b.slice(0, 4) && (a.slice(5, 7) === b.slice(5, 7) || a.slice(8) === b.slice(8))) return 4;
        if (a.slice(5) === b.slice(5)) return 5;
      }
      if (a.slice(0, 4) === b.slice(0, 4)) return 6;
      const years = Math.abs(Number(a.slice(0, 4)) - Number(b.slice(0, 4)));
      // Of two years alone, any two of one century are two digits off.
      if (a.length === 4 && b.length === 4) return years <= 2 ? 7 : 8;
      return years <= 1 || editDistance(a, b, 2) <= 2 ? 7 : 8;
    },
  };
}

/** The first of January, as who knows only the year writes it. */
const opens = (date: string): boolean => date.endsWith('-01-01');

const IDENTIFIER = levels(
  ['exact', 0.85, 0.00002],
  ['one character off', 0.06, 0.0001],
  ['contained', 0.02, 0.0001],
  ['different', 0.07, 0.9998],
);

export function identifierComparison(field: string, from: Reading<Value>): Comparison<Value> {
  return {
    field,
    levels: IDENTIFIER,
    effort: 3,
    ...from,
    level({ text: a }, { text: b }) {
      if (a === b) return 0;
      const [short, long] = a.length < b.length ? [a, b] : [b, a];
      if (short.length >= 5 && (editDistance(a, b, 1) <= 1 || isMoved(a, b))) return 1;
      return short.length >= 5 && long.includes(short) ? 2 : 3;
    },
  };
}

const CATEGORY = levels(['exact', 0.8, 0.15, 1], ['similar', 0.08, 0.05], ['different', 0.12, 0.8]);

export function categoryComparison(field: string, from: Reading<Words>): Comparison<Words> {
  return {
    field,
    levels: CATEGORY,
    effort: 3,
    ...from,
    level(a, b) {
      if (a.text === b.text) return 0;
      const { shared, contained } = overlap(a, b, byTypo);
      return shared >= 0.5 || contained >= 0.9 ? 1 : 2;
    },
  };
}

const SAME_TEXT = levels(['exact', 0.95, 0.2, 1], ['different', 0.05, 0.8]);

/** For values that have one form only: regions, countries. */
export function sameTextComparison(field: string, from: Reading<Value>): Comparison<Value> {
  return { field, levels: SAME_TEXT, effort: 0, ...from, level: (a, b) => (a.text === b.text ? 0 : 1) };
}

const NUMBER = levels(
  ['exact', 0.6, 0.02, 1],
  ['within 0.2 %', 0.06, 0.005],
  ['one digit off', 0.03, 0.02],
  ['within 2 %', 0.06, 0.01],
  ['other unit', 0.02, 0.004],
  ['within 10 %', 0.1, 0.05],
  ['within 30 %', 0.09, 0.12],
  ['different', 0.09, 0.8],
);

/** Cents, grams, metres; seconds of minutes and milliseconds of those. */
const UNITS = [60, 100, 1000, 60_000] as const;
/** What is left out where the larger unit is rounded, such as 268 s for 268,940 ms. */
const UNIT_SLACK = 0.005;

export interface Amount extends Value {
  readonly number: number;
}

export function numberComparison(field: string, from: Reading<Amount>): Comparison<Amount> {
  return {
    field,
    levels: NUMBER,
    effort: 1,
    ...from,
    level(x, y) {
      const [a, b] = [x.number, y.number];
      if (a === b) return 0;
      const [small, large] = Math.abs(a) < Math.abs(b) ? [a, b] : [b, a];
      const off = Math.abs(a - b) / Math.abs(large);
      // Years: 1871 and 1873.
      if (off <= 0.002) return 1;
      if (isDigitOff(x, y)) return 2;
      if (off <= 0.02) return 3;
      if (UNITS.some((times) => Math.abs(large / (small * times) - 1) <= UNIT_SLACK)) return 4;
      if (off <= 0.1) return 5;
      return off <= 0.3 ? 6 : 7;
    },
  };
}

/** Whole numbers of three digits or more, one of which is another, more or less: with fewer, every tenth number is. */
function isDigitOff(a: Amount, b: Amount): boolean {
  if (!Number.isInteger(a.number) || !Number.isInteger(b.number) || Math.min(a.number, b.number) < 100) return false;
  return editDistance(a.text, b.text, 1) <= 1;
}

/** How far a code agrees with one that it is part of: half of those are another model of the family. */
const PART = 0.6;
/** Of less than that much of what they say, the codes that tell something differ, and what agrees is a size or a year. */
const MOSTLY = 0.4;

const CODES = levels(['same', 0.75, 0.002], ['some', 0.15, 0.01], ['other', 0.1, 0.988]);

/** Words with a digit in them, some of them with the short word before: `cis~55` of `CIS-55`, which may be written as one. */
export interface Codes extends Words {
  /** By word: the two as one. */
  readonly joined: ReadonlyMap<string, string>;
}

const LONGEST_BEFORE = 4;

/** The words with a digit in them, as `readCodes` reads them. */
export function codesOf(text: string): string {
  const words = text.split(' ');
  return words
    .flatMap((word, at) => {
      if (!/[0-9]/.test(word)) return [];
      const before = words[at - 1] ?? '';
      return [before !== '' && before.length <= LONGEST_BEFORE && /^[a-z]+$/.test(before) ? `${before}~${word}` : word];
    })
    .join(' ');
}

/** @param read reads the words by themselves */
export function readCodes(text: string, read: (text: string) => Words): Codes {
  const parts = text.split(' ').map((code) => code.split('~') as [string, string?]);
  const joined = new Map(
    parts.flatMap(([before, code]) => (code === undefined ? [] : [[code, before + code] as const])),
  );
  return { ...read(parts.map(([before, code]) => code ?? before).join(' ')), text, joined };
}

/** The words with a digit in them: `Branch 12` is not `Branch 14`, nor the one model number the other. */
export function codeComparison(field: string, from: Reading<Codes>): Comparison<Codes> {
  return {
    field,
    levels: CODES,
    apartAt: CODES.length - 1,
    effort: 3,
    ...from,
    level(a, b) {
      if (a.text === b.text) return 0;
      const { contained } = overlap(a, b, (x, y) => {
        if (a.joined.get(x.text) === y.text || b.joined.get(y.text) === x.text) return 1;
        return isPart(x.text, y.text) ? PART : 0;
      });
      if (contained >= 0.85) return 0;
      return contained >= MOSTLY ? 1 : 2;
    },
  };
}

/** `wrt54g` and `wrt54gl`: a code with something added. */
function isPart(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.length >= 4 && long.includes(short);
}
