import { groupsByRecord } from '../match/holders.ts';
import { candidatePairs } from '../match/link-records.ts';
import type { Comparison, Value } from './comparison.ts';
import type { PairSample } from './estimate.ts';
import { seededRandom } from './random.ts';
import type { Steps } from './steps.ts';

/** So many candidates, and so many random pairs, are looked at: with more, F1 of the labelled sets was no better. */
const MOST_CANDIDATES = 150_000;
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
  /** Groups of records that share a key. */
  readonly holders: readonly (readonly number[])[];
  /** Bits that rarity adds where a comparison finds this level. */
  readonly rarityOf: (comparison: number, level: number, a: Value, b: Value) => number;
}

/** A sample, and which of its rows each candidate has become. */
export interface SampledPairs {
  readonly sample: PairSample;
  /** Flat list of index pairs. */
  readonly candidates: readonly number[];
  /** By candidate: its row. */
  readonly rowOf: Uint32Array;
}

/**
 * Pairs to learn from: candidates (a part of them, if there are very many), and pairs that are none, all of them when the
 * records are few, else random ones. Each pair knows how many it stands for. Pauses now and then.
 */
export function* samplePairs(source: SampledRecords): Steps<SampledPairs> {
  const candidates = sampledCandidates(source);
  yield;
  const all = (source.records * (source.records - 1)) / 2;
  const others = otherPairs(source, all);
  yield;
  const rows = new PairRows(source);
  const rowOf = yield* rows.add(candidates.pairs, candidates.total / Math.max(1, candidates.pairs.length / 2));
  const split = rows.count;
  yield* rows.add(others, (all - candidates.total) / Math.max(1, others.length / 2));
  return { sample: rows.sample(split), candidates: candidates.pairs, rowOf };
}

/** Pairs as rows: equal ones counted together. Most random pairs agree in nothing, so they are few rows. */
class PairRows {
  count = 0;
  private readonly levels: number[] = [];
  private readonly rarity: number[] = [];
  private readonly stands: number[] = [];

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
      const id = `${String.fromCharCode(...row.map((level) => level + 1))}${rough}`;
      const index = known.get(id);
      rowOf[at / 2] = index ?? this.count;
      if (index !== undefined) this.stands[index]! += stands;
      else {
        known.set(id, this.count);
        this.count += 1;
        this.levels.push(...row);
        this.rarity.push(rough);
        this.stands.push(stands);
      }
    }
    return rowOf;
  }

  sample(candidates: number): PairSample {
    return {
      width: this.source.comparisons.length,
      count: this.count,
      levels: Int8Array.from(this.levels),
      rarity: Float64Array.from(this.rarity),
      stands: Float64Array.from(this.stands),
      candidates,
    };
  }
}

/** Flat list of index pairs, and how many candidates there are in all. */
function sampledCandidates({ holders, records }: SampledRecords): { pairs: number[]; total: number } {
  const expected = holders.reduce((sum, { length }) => sum + (length * (length - 1)) / 2, 0);
  const share = Math.min(1, MOST_CANDIDATES / Math.max(1, expected));
  const random = seededRandom(SEED);
  const pairs: number[] = [];
  let total = 0;
  for (const [a, b] of candidatePairs(holders, records)) {
    total += 1;
    if (share === 1 || random() < share) pairs.push(a, b);
  }
  return { pairs, total };
}

/** Pairs that share no key. */
function otherPairs({ holders, records }: SampledRecords, all: number): number[] {
  const groupsOf = groupsByRecord(holders, records);
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
