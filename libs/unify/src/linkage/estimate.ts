import type { Steps } from './steps.ts';

/** Pairs of records as their comparison levels, for estimation. Pairs that compare alike are one row. */
export interface PairSample {
  /** Number of comparisons: a row of `levels` has so many entries. */
  readonly width: number;
  readonly count: number;
  /** Level of each comparison in each pair, -1 where it says nothing. */
  readonly levels: Int8Array;
  /** Bits that the rarity of the agreeing values adds, by row. */
  readonly rarity: Float64Array;
  /** How many pairs of the population each row stands for. */
  readonly stands: Float64Array;
  /** By row: 0 for records of two sources, 1 for two of one source, which holds fewer of one entity, 2 where it is declared to hold no two. */
  readonly within?: Uint8Array;
  /** Rows before this one are candidates; only from them is learnt what matches look like. */
  readonly candidates: number;
}

/** Probabilities of levels: by comparison, by level of its parent + 1 (row 0: unconditional), by level. */
export type Table = readonly (readonly Float64Array[])[];

export interface Estimate {
  /** Share of all pairs that are matches. */
  readonly matches: number;
  /** The same of pairs of one source and of pairs of two. */
  readonly shares: Shares;
  readonly m: Table;
  readonly u: Table;
  /** Parent of each comparison, -1 for none. */
  readonly parents: readonly number[];
  /** Probability of each row's pairs to be matches. */
  readonly posterior: Float64Array;
}

/** Share of matches among pairs of records of two sources, and of one. */
export type Shares = readonly [across: number, within: number];

export interface Priors {
  /** By comparison and level, from the documented defaults. */
  readonly m: readonly (readonly number[])[];
  readonly u: readonly (readonly number[])[];
  /** By comparison: its group. */
  readonly groups: readonly (string | undefined)[];
  /** By comparison: whether it is what the entity is called. */
  readonly primary: readonly boolean[];
  /** By comparison: the level that sets apart, undefined for none. */
  readonly apartAt: readonly (number | undefined)[];
  /** The same of pairs that agree in nothing personal. */
  readonly kinAt?: readonly (number | undefined)[];
  /** By comparison: whether hardly two entities share its value. */
  readonly personal?: readonly boolean[];
  readonly strong?: readonly boolean[];
  /** By comparison: how often two values are the same by chance, at least. */
  readonly leastEqual?: readonly number[];
}

/** Two comparisons of one group go together among non-matches, too: so much of the time when the one agrees. */
const TOGETHER = 0.5;
/** A level agrees when it is so many times as frequent among matches. */
const AGREES = 10;

/** Prior beliefs weigh as much as so many pairs seen. */
const M_STRENGTH = 30;
const M_SHARE = 0.03;
const M_SHARE_OF_NAMES = 0.5;
const U_STRENGTH = 10;
/** A conditional probability is drawn to the unconditional one as by so many pairs. */
const GIVEN_STRENGTH = 20;
const LEAST = 1e-9;

/** Where estimation begins. */
export interface Start {
  readonly shares: Shares;
  readonly m: Table;
  readonly u: Table;
  readonly parents: readonly number[];
  /** A first answer, instead of the one that the tables give. */
  readonly posterior?: Float64Array;
  /** Rows that are no matches. */
  readonly apart?: Uint8Array;
  /** Rows that are matches whatever the tables say. */
  readonly same?: Uint8Array;
}

/**
 * Expectation maximisation of the Fellegi–Sunter model (Winkler 1988) with Dirichlet priors: what share of pairs are
 * matches, and how the levels are distributed among matches (m) and others (u), each comparison given its parent's level.
 * Pauses after each round.
 */
export function* estimate(sample: PairSample, priors: Priors, start: Start, rounds: number): Steps<Estimate> {
  let { shares, m, u } = start;
  let [matches] = shares;
  const { parents } = start;
  const posterior = start.posterior ?? new Float64Array(sample.count);
  if (start.posterior !== undefined) ({ matches, shares, m, u } = maximise(sample, priors, parents, posterior));
  const pin = (): void => {
    start.apart?.forEach((isApart, row) => isApart === 1 && (posterior[row] = 0));
    start.same?.forEach((isSame, row) => isSame === 1 && (posterior[row] = 1));
  };
  for (let round = 0; round < rounds; round += 1) {
    expect_(sample, { shares, m, u, parents }, posterior);
    pin();
    ({ matches, shares, m, u } = maximise(sample, priors, parents, posterior));
    yield;
  }
  expect_(sample, { shares, m, u, parents }, posterior);
  pin();
  return { matches, shares, m, u, parents, posterior };
}

/** Number of matches to be expected among the candidates by the tables that estimation starts from. */
export function presumedMatches(sample: PairSample, start: Omit<Start, 'posterior' | 'same'>): number {
  let matches = 0;
  posteriorOf(sample, start)
    .subarray(0, sample.candidates)
    .forEach((p, row) => (matches += start.apart?.[row] === 1 ? 0 : p * sample.stands[row]!));
  return matches;
}

/** Probability of each row's pairs to be matches by what was learnt, whatever their names say. */
export function posteriorOf(
  sample: PairSample,
  learnt: Pick<Estimate, 'shares' | 'm' | 'u' | 'parents'>,
): Float64Array {
  const posterior = new Float64Array(sample.count);
  expect_(sample, learnt, posterior);
  return posterior;
}

/** How much more than those nearer to the same a level may say, which are more frequent by chance: of one `john` there are many. */
const MORE_BITS = 4;

/**
 * log2 of m/u for each cell. No level says much more than the most of those before it, which are nearer to the same: what was hardly ever seen
 * would decide by itself else.
 */
export function bitsOf(m: Table, u: Table): number[][][] {
  return m.map((rows, c) =>
    rows.map((row, given) => {
      let most = Infinity;
      return [...row].map((p, level) => {
        const bits = Math.min(most + MORE_BITS, Math.log2(p / u[c]![given]![level]!));
        most = level === 0 ? bits : Math.max(most, bits);
        return bits;
      });
    }),
  );
}

function expect_(
  { width, count, levels, rarity, within }: PairSample,
  { shares, m, u, parents }: { shares: Shares; m: Table; u: Table; parents: readonly number[] },
  posterior: Float64Array,
): void {
  const bits = bitsOf(m, u);
  const priors = shares.map((share) => Math.log2(share / (1 - share)));
  for (let pair = 0; pair < count; pair += 1) {
    let weight = priors[Math.min(1, within?.[pair] ?? 0)]! + rarity[pair]!;
    const at = pair * width;
    for (let c = 0; c < width; c += 1) {
      const level = levels[at + c]!;
      if (level < 0) continue;
      const parent = parents[c]!;
      const given = parent < 0 ? 0 : levels[at + parent]! + 1;
      weight += (bits[c]![given] ?? bits[c]![0]!)[level]!;
    }
    posterior[pair] = 1 / (1 + 2 ** -Math.max(-60, Math.min(60, weight)));
  }
}

function maximise(
  { width, count, levels, stands, within, candidates }: PairSample,
  priors: Priors,
  parents: readonly number[],
  posterior: Float64Array,
): Pick<Estimate, 'matches' | 'shares' | 'm' | 'u'> {
  const m = emptyTable(priors, parents);
  const u = emptyTable(priors, parents);
  const [matchedBy, allBy]: [[number, number], [number, number]] = [
    [0, 0],
    [0, 0],
  ];
  for (let pair = 0; pair < count; pair += 1) {
    const times = stands[pair]!;
    const isMatch = pair < candidates ? posterior[pair]! * times : 0;
    const isOther = (1 - posterior[pair]!) * times;
    const stratum = Math.min(1, within?.[pair] ?? 0) as 0 | 1;
    matchedBy[stratum] += isMatch;
    allBy[stratum] += times;
    for (let c = 0, at = pair * width; c < width; c += 1) {
      const level = levels[at + c]!;
      if (level < 0) continue;
      m[c]![0]![level]! += isMatch;
      u[c]![0]![level]! += isOther;
      const parent = parents[c]!;
      const given = parent < 0 ? -1 : levels[at + parent]!;
      if (given < 0) continue;
      m[c]![given + 1]![level]! += isMatch;
      u[c]![given + 1]![level]! += isOther;
    }
  }
  const [matched, all] = [matchedBy[0] + matchedBy[1], allBy[0] + allBy[1]];
  for (let c = 0; c < width; c += 1) {
    const strength = M_STRENGTH + (priors.primary[c]! ? M_SHARE_OF_NAMES : M_SHARE) * matched;
    smooth(m[c]!, priors.m[c]!, strength, () => m[c]![0]!);
    const together = together_(priors, c, parents[c]!, m[c]![0]!, u[c]!);
    smooth(u[c]!, priors.u[c]!, U_STRENGTH, together);
    // Those whom learning takes for one as they share a name, it would not count among those who share one by chance.
    for (const row of u[c]!) row[0] = Math.max(row[0]!, priors.leastEqual?.[c] ?? 0);
  }
  const share = (of: number, among: number) => Math.min(0.5, Math.max((of + 1) / (among + 2), 1e-12));
  return {
    matches: share(matched, all),
    shares: [share(matchedBy[0], allBy[0]), share(matchedBy[1], allBy[1])],
    m,
    u,
  };
}

/** What the non-matches' levels are drawn to, given the parent's level: within a group, partly to what matches show. */
function together_(
  { m, u, groups }: Priors,
  c: number,
  parent: number,
  matched: Float64Array,
  rows: readonly Float64Array[],
): (given: number) => Float64Array {
  return (given) => {
    const own = rows[0]!;
    if (parent < 0 || groups[c] === undefined || groups[c] !== groups[parent]) return own;
    const agrees = m[parent]![given - 1]! / u[parent]![given - 1]! >= AGREES;
    return agrees ? own.map((p, level) => (1 - TOGETHER) * p + TOGETHER * matched[level]!) : own;
  };
}

/** Counts to probabilities: the first row drawn to the prior, the others to what is expected given the parent. */
function smooth(
  rows: readonly Float64Array[],
  prior: readonly number[],
  strength: number,
  expected: (given: number) => Float64Array,
): void {
  rows.forEach((row, given) => {
    const [towards, by] = given === 0 ? [prior, strength] : [expected(given), GIVEN_STRENGTH];
    const sum = row.reduce((total, n) => total + n, 0);
    row.forEach((n, level) => (row[level] = Math.max(LEAST, (n + by * towards[level]!) / (sum + by))));
  });
}

function emptyTable(priors: Priors, parents: readonly number[]): Float64Array[][] {
  return priors.m.map((own, c) => {
    const parent = parents[c]!;
    const rows = parent < 0 ? 1 : priors.m[parent]!.length + 1;
    return Array.from({ length: rows }, () => new Float64Array(own.length));
  });
}

/** Tables that hold the documented defaults, the same whatever the parent's level. */
export function defaultTables(priors: Priors): { m: Table; u: Table } {
  const table = (rows: readonly (readonly number[])[]) => rows.map((row) => [Float64Array.from(row)]);
  return { m: table(priors.m), u: table(priors.u) };
}
