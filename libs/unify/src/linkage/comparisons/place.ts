import { type Comparison, levels, type Value, type Reading } from '../comparison.ts';
import { editDistance } from '../distance/edit-distance.ts';
import { jaroWinkler, mayBeAlike } from '../distance/jaro-winkler.ts';
import { overlap, type Words } from '../words.ts';
import { byTypoOrAbbreviation } from '../word-similarity.ts';

const STREET = levels(
  ['exact', 0.6, 0.0002, 0.7],
  ['same number, similar', 0.2, 0.0002],
  ['similar', 0.06, 0.001],
  ['other number', 0.05, 0.005],
  ['number alone', 0.03, 0.01],
  ['partly', 0.03, 0.04],
  ['different', 0.03, 0.945],
);

/** A street line: its house number and the rest. */
export interface Street extends Value {
  /** All numbers in it, the house number first. */
  readonly numbers: readonly string[];
  readonly name: Words;
}

export function streetComparison(field: string, from: Reading<Street>): Comparison<Street> {
  return {
    field,
    levels: STREET,
    effort: 6,
    ...from,
    level(a, b) {
      if (a.text === b.text || (a.name.solid === b.name.solid && sameNumber(a, b) === true)) return 0;
      const number = sameNumber(a, b);
      const { shared, contained } = overlap(a.name, b.name, byTypoOrAbbreviation);
      // One line may go on with the town.
      const similar = shared >= 0.6 || (contained >= 0.85 && a.name.words.length > 0 && b.name.words.length > 0);
      if (similar) return number === null ? 2 : number ? 1 : 3;
      if (number === true) return 4;
      return shared >= 0.3 ? 5 : 6;
    },
  };
}

/** Whether the house numbers agree; null when one has none. */
function sameNumber({ numbers: a }: Street, { numbers: b }: Street): boolean | null {
  if (a.length === 0 || b.length === 0) return null;
  return a[0] === b[0] || (a.includes(b[0]!) && b.includes(a[0]!));
}

const CITY = levels(
  ['exact', 0.8, 0.02, 1],
  ['similar', 0.1, 0.005],
  ['contained', 0.04, 0.01],
  ['different', 0.06, 0.965],
);

export function cityComparison(field: string, from: Reading<Words>): Comparison<Words> {
  return {
    field,
    levels: CITY,
    effort: 2,
    ...from,
    level(a, b) {
      if (a.text === b.text || a.solid === b.solid) return 0;
      if (
        (mayBeAlike(a, b, 0.92) && jaroWinkler(a.text, b.text) >= 0.92) ||
        (a.solid.length > 7 && editDistance(a.solid, b.solid, 2) <= 2)
      )
        return 1;
      if (a.words.length + b.words.length > 2 && overlap(a, b, byTypoOrAbbreviation).contained >= 0.9) return 2;
      return 3;
    },
  };
}

const POSTCODE = levels(
  ['exact', 0.75, 0.003, 1],
  ['one character off', 0.08, 0.001],
  ['same area', 0.08, 0.01],
  ['same region', 0.04, 0.05],
  ['different', 0.05, 0.935],
);

export interface Postcode extends Value {
  readonly area: string;
}

export const readPostcode = (text: string): Postcode => ({ text, area: areaOf(text) });

export function postcodeComparison(field: string, from: Reading<Postcode>): Comparison<Postcode> {
  return {
    field,
    levels: POSTCODE,
    effort: 1,
    ...from,
    level({ text: a, area: x }, { text: b, area: y }) {
      if (a === b) return 0;
      if (Math.min(a.length, b.length) > 3 && editDistance(a, b, 1) <= 1) return 1;
      // The outward code of a British postcode is what stands before the last three; of others, the first three say the area.
      if (x === y || (a.startsWith(y) && a.length <= y.length) || (b.startsWith(x) && b.length <= x.length)) return 2;
      return a.slice(0, 2) === b.slice(0, 2) ? 3 : 4;
    },
  };
}

export const areaOf = (postcode: string): string =>
  /^[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}$/.test(postcode) ? postcode.slice(0, -3) : postcode.slice(0, 3);
