import { candidatePairs } from '../match/link-records.ts';
import type { Comparison, Value } from './comparison.ts';
import type { PairSample } from './estimate.ts';
import { seededRandom } from './random.ts';
import type { Steps } from './steps.ts';

/**
 * So many candidates that share several values, that share one, and random pairs are looked at: with more, F1 of the labelled sets was no
 * better. Nearly all matches share several, nearly all candidates share one. With 60,000 random pairs chance decided whether people were asked
 * about 2,000 pairs of made-up companies or 15,000.
 */
const MOST_SEVERAL = 60_000;
const MOST_SINGLE = 30_000;
const MOST_RANDOM = 200_000;
/** Numbers of pairs between two pauses. */
const STEP = 1000;
const SEED = 20_240_601;

/** What the pairs are taken from. */
export interface SampledRecords {
  readonly comparisons: readonly Comparison<Value>[];
  /** By comparison, by record. */
  readonly values: readonly (readonly (Value | null)[])[];
  readonly records: number;
  /** By record: where it comes from; undefined where there is one source alone. */
  readonly sources?: readonly string[] | undefined;
  /** Those of them that are declared to hold no two records of one entity. */
  readonly unique?: ReadonlySet<string>;
  /** Groups of records that share a key. */
  readonly holders: readonly (readonly number[])[];
  /** By record: its groups, in rising order. */
  readonly groupsOf: readonly (readonly number[])[];
  /** Bits that rarity adds where a comparison finds this level. */
  readonly rarityOf: (comparison: number, level: number, a: Value, b: Value) => number;
}

/** A sample, and which of its rows each candidate that shares one value has become. */
export interface SampledPairs {
  readonly sample: PairSample;
  /** Flat list of index pairs. */
  readonly single: readonly number[];
  /** By pair of those: its row. */
  readonly rowOf: Uint32Array;
}

/**
 * Pairs to learn from: candidates (a part of them, if there are very many), and pairs that are none, all of them when the
 * records are few, else random ones. Each pair knows how many it stands for. Pauses now and then.
 */
export function* samplePairs(source: SampledRecords): Steps<SampledPairs> {
  const { several, single } = sampledCandidates(source);
  yield;
  const all = (source.records * (source.records - 1)) / 2;
  const others = otherPairs(source, all);
  yield;
  const rows = new PairRows(source);
  yield* rows.add(several.pairs, stands(several.pairs, several.total));
  const rowOf = yield* rows.add(single.pairs, stands(single.pairs, single.total));
  const split = rows.count;
  yield* rows.add(others, stands(others, all - several.total - single.total));
  return { sample: rows.sample(split), single: single.pairs, rowOf };
}

/** Pairs as rows: equal ones counted together. Most random pairs agree in nothing, so they are few rows. */
class PairRows {
  count = 0;
  private readonly levels: number[] = [];
  private readonly rarity: number[] = [];
  private readonly stands: number[] = [];
  private readonly within: number[] = [];

  constructor(private readonly source: SampledRecords) {}

  /** Returns by pair the row that it is counted in. */
  *add(pairs: readonly number[], stands: number): Steps<Uint32Array> {
    const { comparisons, values, rarityOf } = this.source;
    const known = new Map<string, number>();
    const row = comparisons.map(() => -1);
    const rowOf = new Uint32Array(pairs.length / 2);
    for (let at = 0; at < pairs.length; at += 2) {
      if (at % STEP === 0) yield;
      let rarity = 0;
      for (let c = 0; c < row.length; c += 1) {
        const [x, y] = [values[c]![pairs[at]!] ?? null, values[c]![pairs[at + 1]!] ?? null];
        const level = x === null || y === null ? -1 : comparisons[c]!.level(x, y);
        row[c] = level;
        if (level >= 0) rarity += rarityOf(c, level, x!, y!);
      }
      const rough = Math.round(rarity * 2) / 2;
      const within = this.withinOf(pairs[at]!, pairs[at + 1]!);
      const id = `${String.fromCharCode(within, ...row.map((level) => level + 1))}${rough}`;
      const index = known.get(id);
      rowOf[at / 2] = index ?? this.count;
      if (index !== undefined) this.stands[index]! += stands;
      else {
        known.set(id, this.count);
        this.count += 1;
        this.levels.push(...row);
        this.rarity.push(rough);
        this.stands.push(stands);
        this.within.push(within);
      }
    }
    return rowOf;
  }

  /** See `PairSample.within`. */
  private withinOf(a: number, b: number): number {
    const { sources, unique } = this.source;
    if (sources === undefined || sources[a] !== sources[b]) return 0;
    return unique?.has(sources[a]!) === true ? 2 : 1;
  }

  sample(candidates: number): PairSample {
    return {
      width: this.source.comparisons.length,
      count: this.count,
      levels: Int8Array.from(this.levels),
      rarity: Float64Array.from(this.rarity),
      stands: Float64Array.from(this.stands),
      within: Uint8Array.from(this.within),
      candidates,
    };
  }
}

/** How many pairs each of these (a flat list) stands for. */
const stands = (pairs: readonly number[], total: number): number => total / Math.max(1, pairs.length / 2);

/** Flat list of index pairs, and how many there are in all. */
interface Candidates {
  pairs: number[];
  total: number;
}

/** Candidates that share several values, and those that share one. */
function sampledCandidates({ holders, groupsOf }: SampledRecords): { several: Candidates; single: Candidates } {
  const all = () =>
    candidatePairs(
      holders,
      groupsOf,
      holders.map(() => true),
      1,
    );
  const [several, single]: [Candidates, Candidates] = [
    { pairs: [], total: 0 },
    { pairs: [], total: 0 },
  ];
  for (const [, , shared] of all()) (shared > 1 ? several : single).total += 1;
  const random = seededRandom(SEED);
  for (const [a, b, shared] of all()) {
    const [which, most] = shared > 1 ? [several, MOST_SEVERAL] : [single, MOST_SINGLE];
    if (which.total <= most || random() < most / which.total) which.pairs.push(a, b);
  }
  return { several, single };
}

/** Pairs that share no key. */
function otherPairs({ groupsOf, records }: SampledRecords, all: number): number[] {
  const share = (a: number, b: number): boolean => {
    const [x, y] = [groupsOf[a]!, groupsOf[b]!];
    for (let i = 0, j = 0; i < x.length && j < y.length;) {
      if (x[i] === y[j]) return true;
      if (x[i]! < y[j]!) i += 1;
      else j += 1;
    }
    return false;
  };
  const pairs: number[] = [];
  if (all <= MOST_RANDOM) {
    for (let a = 0; a < records; a += 1) for (let b = a + 1; b < records; b += 1) if (!share(a, b)) pairs.push(a, b);
    return pairs;
  }
  const random = seededRandom(SEED + 1);
  for (let drawn = 0; drawn < MOST_RANDOM; drawn += 1) {
    const [a, b] = [Math.floor(random() * records), Math.floor(random() * records)];
    if (a !== b && !share(a, b)) pairs.push(a, b);
  }
  return pairs;
}
