import { build, frequent, type LabelledSet, maybe, noisy, random, type Row, vocabulary } from './made-up.ts';

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
