import { bitsOf, defaultTables, type PairSample, type Priors } from './estimate.ts';

/** What is personal agrees where all of it together says so much by the documented defaults: a date with one digit off does, the same year does not. */
export const PERSONAL_BITS = 2.5;

/** What one person has alone agrees from so much on: an address with a typo does, a mailbox of the same name somewhere else does not. */
const OWN_BITS = 9;

/**
 * Rows that cannot be matches, as long as nothing is known: two records of a source that is declared to
 * have one of each, and those whose names speak against it by the documented defaults.
 * Without them estimation may take an album's songs, which agree in all but the name, for what it looks for, or the members of a family,
 * who agree in all but the given name.
 */
export function namedApart({ width, count, levels, within }: PairSample, priors: Priors): Uint8Array {
  const bits = bitsOf(defaultTables(priors).m, defaultTables(priors).u);
  const apart = new Uint8Array(count);
  const agrees = (row: number): boolean => {
    let said = 0;
    for (let c = 0; c < width; c += 1) {
      const level = levels[row * width + c]!;
      if (priors.personal?.[c] !== true || level < 0) continue;
      // Twins share their birthday, but no number that one person has.
      if (priors.strong?.[c] === true && level === priors.m[c]!.length - 1) return false;
      said += bits[c]![0]![level]!;
    }
    return said >= PERSONAL_BITS;
  };
  const isOfPeople = priors.kinAt?.some((level) => level !== undefined) === true;
  /** What agrees of addresses and numbers that one person has alone: both parts of a name may be wrong, or changed. */
  const own = (row: number): number => {
    let said = 0;
    for (let c = 0; c < width; c += 1) {
      const level = levels[row * width + c]!;
      if (priors.personal?.[c] !== true || priors.strong?.[c] !== true || level < 0) continue;
      if (bits[c]![0]![level]! >= OWN_BITS) said += bits[c]![0]![level]!;
    }
    return said;
  };
  for (let row = 0; row < count; row += 1) {
    let weight = 0;
    for (let c = 0; c < width; c += 1) {
      const level = levels[row * width + c]!;
      // Where it is missing it may be as different as it is in a family.
      const kinAt = priors.kinAt?.[c];
      const isKin = kinAt !== undefined && (level < 0 || level === kinAt) && !agrees(row);
      if (!isKin && (level < 0 || !priors.primary[c]!)) continue;
      weight += isKin || level === priors.apartAt[c] ? -Infinity : bits[c]![0]![level]!;
    }
    if (weight < 0 && isOfPeople) weight += own(row);
    if (weight < 0 || within?.[row] === 2) apart[row] = 1;
  }
  return apart;
}

/** Rows of equal values, where a model compares nothing else: these are one entity by its rule, and all that estimation can hold on to. */
export const sameAlone = ({ width, count, levels }: PairSample): Uint8Array =>
  Uint8Array.from({ length: count }, (_, row) => (levels[row * width] === 0 ? 1 : 0));
