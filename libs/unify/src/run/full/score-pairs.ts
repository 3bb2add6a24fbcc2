import type { Steps } from '../../linkage/steps.ts';
import { ENOUGH, strengthOf } from '../../match/shared-values.ts';
import { EDGE_BANDS } from '../../match/edge-bands.ts';
import type { KeyGroups } from './key-groups.ts';
import { float64List, uint32List, uint8List } from './number-list.ts';
import type { Workplace } from './workplace.ts';

/** Pairs of the bands auto and review of some records with earlier ones, in the order in which they were scored. */
export interface PairChunk {
  readonly scored: number;
  /** The smaller record of each pair. */
  readonly a: Uint32Array;
  readonly b: Uint32Array;
  readonly weight: Float64Array;
  readonly band: Uint8Array;
  /** By place in `rules`. */
  readonly rule: Uint8Array;
  readonly rules: readonly (string | null)[];
}

/** Pairs between two pauses. */
const STEP = 1000;

/** Scores the pairs of some records in a row with each earlier one that shares a value. */
export function* scorePairs({ scoring }: Workplace, keyGroups: KeyGroups, from: number, to: number): Steps<PairChunk> {
  const [as, bs, weights, bands, ruleNumbers] = [uint32List(), uint32List(), float64List(), uint8List(), uint8List()];
  const rules = new Map<string | null, number>();
  const { linkage, rows } = scoring!;
  const strengths = keyGroups.kinds.map((kind) => strengthOf(linkage.isWeak(kind)));
  const partners = uint32List();
  let scored = 0;
  for (let b = from; b < to; b += 1) {
    partners.length = 0;
    findEarlier(keyGroups, strengths, b, partners);
    if (partners.length === 0) continue;
    const own = rows.prepared(b);
    for (let i = 0; i < partners.length; i += 1) {
      const a = partners.array[i]!;
      if (i + 1 < ENOUGH || partners.array[i + 1 - ENOUGH] !== a || partners.array[i - ENOUGH] === a) continue;
      scored += 1;
      if (scored % STEP === 0) yield;
      const edge = linkage.edge(rows.prepared(a), own);
      if (edge === null || edge.band === 'none') continue;
      if (!rules.has(edge.rule)) rules.set(edge.rule, rules.size);
      as.push(a);
      bs.push(b);
      weights.push(edge.weight);
      bands.push(EDGE_BANDS[edge.band]);
      ruleNumbers.push(rules.get(edge.rule)!);
    }
  }
  return {
    scored,
    a: as.view().slice(),
    b: bs.view().slice(),
    weight: weights.view().slice(),
    band: bands.view().slice(),
    rule: ruleNumbers.view().slice(),
    rules: [...rules.keys()],
  };
}

/** The earlier records that share values with a record, in rising order, each as often as the values that they share are strong. */
function findEarlier(
  { from, holders, starts, groups, kind }: KeyGroups,
  strengths: readonly number[],
  record: number,
  found: ReturnType<typeof uint32List>,
): void {
  for (let at = starts[record]!; at < starts[record + 1]!; at += 1) {
    const group = groups[at]!;
    const strength = strengths[kind[group]!]!;
    for (let i = from[group]!; holders[i]! < record; i += 1) {
      for (let times = 0; times < strength; times += 1) found.push(holders[i]!);
    }
  }
  found.view().sort();
}
