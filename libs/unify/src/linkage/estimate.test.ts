import { bitsOf, defaultTables, estimate, type PairSample, type Priors } from './estimate.ts';
import { namedApart } from './pinned-rows.ts';
import { finish } from './steps.ts';
import { seededRandom } from './random.ts';
import { rarityBits, typicalBits } from './rarity.ts';
import { countTerms, Terms } from './terms.ts';

/** What pairs are drawn from: three levels of four independent comparisons. */
const M = [0.8, 0.15, 0.05];
const U = [0.01, 0.09, 0.9];
const WIDTH = 4;

function draw(share: number, count: number, seed = 7): PairSample {
  const random = seededRandom(seed);
  const level = (probabilities: readonly number[]) => {
    const at = random();
    return at < probabilities[0]! ? 0 : at < probabilities[0]! + probabilities[1]! ? 1 : 2;
  };
  const levels = new Int8Array(count * WIDTH);
  for (let pair = 0; pair < count; pair += 1) {
    const from = random() < share ? M : U;
    for (let c = 0; c < WIDTH; c += 1) levels[pair * WIDTH + c] = random() < 0.1 ? -1 : level(from);
  }
  const stands = new Float64Array(count).fill(1);
  return { width: WIDTH, count, levels, rarity: new Float64Array(count), stands, candidates: count };
}

test('estimation finds what the pairs were drawn from', () => {
  const every = <T>(value: T): T[] => Array.from({ length: WIDTH }, () => value);
  const priors: Priors = {
    m: every([0.6, 0.2, 0.2]),
    u: every([0.1, 0.2, 0.7]),
    groups: every(undefined),
    primary: every(false),
    apartAt: every(undefined),
  };
  const start = { shares: [0.3, 0.3] as const, ...defaultTables(priors), parents: every(-1) };
  const found = finish(estimate(draw(0.05, 60_000), priors, start, 40));
  expect(found.matches).toBeCloseTo(0.05, 2);
  for (let c = 0; c < WIDTH; c += 1) {
    for (let level = 0; level < 3; level += 1) {
      expect(Math.abs(found.m[c]![0]![level]! - M[level]!)).toBeLessThan(0.05);
      expect(Math.abs(found.u[c]![0]![level]! - U[level]!)).toBeLessThan(0.01);
    }
  }
});

test('matches are as frequent within a source and between two as they were drawn', () => {
  const [across, inOne] = [draw(0.08, 60_000), draw(0.002, 60_000, 11)];
  const joined = <T extends Int8Array | Float64Array>(x: T, y: T, into: T): T => {
    into.set(x);
    into.set(y, x.length);
    return into;
  };
  const count = across.count + inOne.count;
  const sample: PairSample = {
    ...across,
    ...{ count, candidates: count },
    levels: joined(across.levels, inOne.levels, new Int8Array(count * WIDTH)),
    rarity: new Float64Array(count),
    stands: new Float64Array(count).fill(1),
    within: new Uint8Array(count).fill(1, across.count),
  };
  const every = <T>(value: T): T[] => Array.from({ length: WIDTH }, () => value);
  const priors: Priors = {
    m: every([0.6, 0.2, 0.2]),
    u: every([0.1, 0.2, 0.7]),
    groups: every(undefined),
    primary: every(false),
    apartAt: every(undefined),
  };
  const start = { shares: [0.3, 0.3] as const, ...defaultTables(priors), parents: every(-1) };
  const found = finish(estimate(sample, priors, start, 40));
  expect(found.shares[0]).toBeCloseTo(0.08, 2);
  expect(found.shares[1]).toBeLessThan(0.004);
  expect(found.matches).toBeCloseTo(0.041, 2);
});

test('a comparison that copies another says nothing more, given it', () => {
  const sample = draw(0.05, 40_000);
  for (let pair = 0; pair < sample.count; pair += 1) sample.levels[pair * WIDTH + 3] = sample.levels[pair * WIDTH + 2]!;
  const every = <T>(value: T): T[] => Array.from({ length: WIDTH }, () => value);
  const priors: Priors = {
    m: every([0.6, 0.2, 0.2]),
    u: every([0.1, 0.2, 0.7]),
    groups: every(undefined),
    primary: every(false),
    apartAt: every(undefined),
  };
  const parents = [-1, -1, -1, 2];
  const found = finish(estimate(sample, priors, { shares: [0.05, 0.05], ...defaultTables(priors), parents }, 30));
  for (let level = 0; level < 3; level += 1) {
    const bits = Math.log2(found.m[3]![level + 1]![level]! / found.u[3]![level + 1]![level]!);
    expect(Math.abs(bits)).toBeLessThan(0.5);
  }
});

test('a rare value says more than a frequent one, the typical one nothing more', () => {
  const counts = countTerms([
    ...Array.from({ length: 90 }, () => 'smith'),
    ...Array.from({ length: 10 }, () => 'zwingli'),
  ]);
  const terms = new Terms(counts);
  const typical = typicalBits(counts);
  expect(2 ** typical).toBeCloseTo(0.9 ** 2 + 0.1 ** 2, 2);
  const [smith, zwingli] = ['smith', 'zwingli'].map((name) => rarityBits(1, terms, typical, name, name));
  expect(smith!).toBeLessThan(0);
  expect(zwingli! - smith!).toBeCloseTo(Math.log2(9), 2);
  expect(rarityBits(1, terms, typical, 'smith', 'zwingli')).toBe(smith);
  expect(rarityBits(0, terms, typical, 'zwingli', 'zwingli')).toBe(0);
});

test('a name is shared by chance as often as its words say, however often learning takes two who do for one', () => {
  const sample = draw(0.05, 20_000);
  const every = <T>(value: T): T[] => Array.from({ length: WIDTH }, () => value);
  const priors: Priors = {
    m: every([0.6, 0.2, 0.2]),
    u: every([0.1, 0.2, 0.7]),
    groups: every(undefined),
    primary: every(false),
    apartAt: every(undefined),
  };
  const start = { shares: [0.05, 0.05] as const, ...defaultTables(priors), parents: every(-1) };
  const equalOf = (more: Partial<Priors>) => finish(estimate(sample, { ...priors, ...more }, start, 20)).u[0]![0]![0]!;
  expect(equalOf({})).toBeLessThan(0.02);
  expect(equalOf({ leastEqual: [0.03, 0, 0, 0] })).toBe(0.03);
  expect(equalOf({ leastEqual: [0.001, 0, 0, 0] })).toBe(equalOf({}));
});

test('people with other names teach what matches look like where an address agrees that one has alone, and only there', () => {
  const every = <T>(value: T): T[] => [value, value, value];
  // A name, an e-mail address (the same, a mailbox of the same name, another one), a street.
  const priors: Priors = {
    m: [
      [0.8, 0.2],
      [0.8, 0.1, 0.1],
      [0.8, 0.2],
    ],
    u: [
      [0.001, 0.999],
      [0.0001, 0.001, 0.9989],
      [0.001, 0.999],
    ],
    groups: every(undefined),
    primary: [true, false, false],
    apartAt: every(undefined),
    kinAt: [undefined, undefined, undefined, 1],
    personal: [false, true, false],
    strong: [false, true, false],
  };
  const rows = [
    [1, 0, 1],
    [1, 1, 0],
    [1, 2, 0],
    [1, -1, 0],
    [0, 2, 1],
  ];
  const sample: PairSample = {
    width: 3,
    count: rows.length,
    levels: Int8Array.from(rows.flat()),
    rarity: new Float64Array(rows.length),
    stands: new Float64Array(rows.length).fill(1),
    candidates: rows.length,
  };
  expect([...namedApart(sample, priors)]).toEqual([0, 1, 1, 1, 0]);
  expect([...namedApart(sample, { ...priors, kinAt: every(undefined) })]).toEqual([1, 1, 1, 1, 0]);
});

test('a level that was hardly ever seen says little more than those nearer to the same', () => {
  const table = (rows: number[][]) => rows.map((row) => [Float64Array.from(row)]);
  const [bits] = bitsOf(table([[0.8, 0.1, 0.1]]), table([[0.01, 1e-9, 0.99]]));
  const exact = Math.log2(0.8 / 0.01);
  expect(bits![0]![0]).toBeCloseTo(exact, 6);
  expect(bits![0]![1]).toBeCloseTo(exact + 4, 6);
  expect(bits![0]![2]).toBeCloseTo(Math.log2(0.1 / 0.99), 6);
});
