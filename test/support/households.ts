import { build, digits, frequent, type LabelledSet, maybe, noisy, random, type Row, vocabulary } from './made-up.ts';

/** A census: members of a family share name and address, and nothing else is asked that one person has alone. */
export function households(entities: number, seed: number): LabelledSet {
  const rng = random(seed);
  const [given, family, streets] = [vocabulary(60, rng), vocabulary(400, rng), vocabulary(40, rng)];
  let kin: Row = {};
  return build(
    { last_name: 'family_name', first_name: 'given_name', address: 'street' },
    entities,
    rng,
    () => {
      const address = `${1 + Math.floor(rng() * 900)} ${frequent(streets, rng)} st`;
      if (rng() < 0.7 || kin.address === undefined) kin = { last_name: frequent(family, rng), address };
      return { ...kin, first_name: frequent(given, rng) };
    },
    (row) => ({
      last_name: noisy(row.last_name, 0.3, rng),
      first_name: noisy(row.first_name, 0.2, rng),
      address: noisy(row.address, 0.2, rng),
    }),
    (rng_) => maybe(0.5, rng_, 2, 1),
  );
}

/**
 * Patients: members of a family share name, telephone and postcode, and each has a birthday and a number alone. Some values are missing.
 */
export function families(entities: number, seed: number): LabelledSet {
  const rng = random(seed);
  const [given, family] = [vocabulary(120, rng), vocabulary(400, rng)];
  let kin: Row = {};
  const born = (): string =>
    `${1930 + Math.floor(rng() * 70)}-${10 + Math.floor(rng() * 3)}-${10 + Math.floor(rng() * 18)}`;
  const known = (value: string | null | undefined, share: number) => maybe(share, rng, null, value ?? null);
  return build(
    {
      first_name: 'given_name',
      last_name: 'family_name',
      born: 'date',
      number: 'identifier',
      zip: 'postcode',
      phone: 'phone',
    },
    entities,
    rng,
    () => {
      const alone = rng() < 0.4 || kin.phone === undefined;
      if (alone) kin = { last_name: frequent(family, rng), zip: `1${digits(4, rng)}`, phone: `212${digits(7, rng)}` };
      return { ...kin, first_name: frequent(given, rng), born: born(), number: digits(9, rng) };
    },
    (row) => ({
      first_name: known(noisy(row.first_name, 0.1, rng), 0.05),
      last_name: noisy(row.last_name, 0.1, rng),
      born: known(row.born, 0.1),
      number: known(noisy(row.number, 0.1, rng), 0.1),
      zip: known(row.zip, 0.1),
      phone: known(row.phone, 0.1),
    }),
    (rng_) => maybe(0.3, rng_, 2, 1),
  );
}
