import { type Comparison, levels, type Value, type Reading } from '../comparison.ts';
import { editDistance } from '../distance/edit-distance.ts';
import { jaroWinkler } from '../distance/jaro-winkler.ts';
import { areNicknames } from '../nicknames/nicknames.ts';
import { phonetic } from '../distance/phonetic.ts';

/** A given or family name together with the other one, to see when the two have changed places. */
export interface PersonPart extends Value {
  readonly own: string;
  readonly other: string;
  readonly words: readonly string[];
  readonly sound: string;
}

const GIVEN = levels(
  ['exact', 0.78, 0.01, 1],
  ['nickname', 0.05, 0.003],
  ['typo', 0.07, 0.003, 0.5],
  ['swapped', 0.02, 0.00002],
  ['initial', 0.02, 0.01],
  ['contained', 0.02, 0.004],
  ['similar', 0.02, 0.03],
  ['different', 0.02, 0.94],
);

const FAMILY = levels(
  ['exact', 0.8, 0.002, 1],
  ['typo', 0.08, 0.001, 0.5],
  ['contained', 0.03, 0.001],
  ['sounds alike', 0.02, 0.005],
  ['similar', 0.02, 0.02],
  ['different', 0.03, 0.97],
);

/** Compares given names. */
export function givenNameComparison(field: string, from: Reading<PersonPart>): Comparison<PersonPart> {
  return {
    field,
    levels: GIVEN,
    kinAt: GIVEN.length - 1,
    effort: 5,
    ...from,
    level(a, b) {
      if (a.own === b.own) return 0;
      if (areNicknames(a.own, b.own)) return 1;
      if (isTypo(a.own, b.own)) return 2;
      if (areSwapped(a, b)) return 3;
      if (isInitial(a.own, b.own)) return 4;
      if (shareWord(a, b) || startsWith(a.own, b.own)) return 5;
      return jaroWinkler(a.own, b.own) >= 0.8 ? 6 : 7;
    },
  };
}

/** Compares family names. */
export function familyNameComparison(field: string, from: Reading<PersonPart>): Comparison<PersonPart> {
  return {
    field,
    levels: FAMILY,
    effort: 5,
    ...from,
    level(a, b) {
      if (a.own === b.own) return 0;
      if (isTypo(a.own, b.own)) return 1;
      // That is one thing, and the given names tell of it.
      if (areSwapped(a, b)) return -1;
      if (shareWord(a, b)) return 2;
      if (a.sound === b.sound) return 3;
      return jaroWinkler(a.own, b.own) >= 0.8 ? 4 : 5;
    },
  };
}

export function personPart(own: string, other: string): PersonPart {
  return { text: own, own, other, words: own.split(' '), sound: phonetic(own.replaceAll(' ', '')) };
}

function isTypo(a: string, b: string): boolean {
  const length = Math.max(a.length, b.length);
  return length > 3 && (editDistance(a, b, length < 8 ? 1 : 2) <= (length < 8 ? 1 : 2) || jaroWinkler(a, b) >= 0.94);
}

/** Both parts agree crosswise, but for a typo or a further name. */
function areSwapped(a: PersonPart, b: PersonPart): boolean {
  if (a.other === '' || b.other === '') return false;
  return isNearly(a.own, b.other) && isNearly(a.other, b.own);
}

function isNearly(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short.length < 3) return a === b;
  return editDistance(a, b, 1) <= 1 || ` ${long} `.includes(` ${short} `);
}

function isInitial(a: string, b: string): boolean {
  return (a.length === 1 || b.length === 1) && a[0] === b[0];
}

/** `anna maria` and `maria`. */
function shareWord(a: PersonPart, b: PersonPart): boolean {
  if (a.words.length === 1 && b.words.length === 1) return false;
  return a.words.some((word) => word.length > 2 && b.words.includes(word));
}

/** `chris` and `christopher`, where no list has them. */
function startsWith(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.length >= 3 && long.startsWith(short);
}
