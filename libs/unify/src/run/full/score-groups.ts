import type { Steps } from '../../linkage/steps.ts';
import { EDGE_BANDS } from '../../store/model-tables.ts';
import { holdersOf, isPair, type KeyGroups } from './key-groups.ts';
import { float64List, uint32List, uint8List } from './number-list.ts';
import type { Workplace } from './pool-work.ts';

/** Pairs of the bands auto and review among the holders of some values, in the order in which they were scored. */
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
const STEP = 500;

/** Scores the pairs of records that share one of these values and no earlier one, if that is enough (see `isPair`). */
export function* scoreGroups(
  { linkage, prepared }: Workplace,
  groups: KeyGroups,
  from: number,
  to: number,
): Steps<PairChunk> {
  const [as, bs, weights, bands, ruleNumbers] = [uint32List(), uint32List(), float64List(), uint8List(), uint8List()];
  const rules = new Map<string | null, number>();
  let scored = 0;
  for (let group = from; group < to; group += 1) {
    const holders = holdersOf(groups, group);
    for (let i = 1; i < holders.length; i += 1) {
      const b = holders[i]!;
      for (let j = 0; j < i; j += 1) {
        const a = holders[j]!;
        if (a === b || !isPair(groups, group, a, b)) continue;
        scored += 1;
        if (scored % STEP === 0) yield;
        const edge = linkage.edge(prepared.get(a), prepared.get(b));
        if (edge === null || edge.band === 'none') continue;
        if (!rules.has(edge.rule)) rules.set(edge.rule, rules.size);
        as.push(a);
        bs.push(b);
        weights.push(edge.weight);
        bands.push(EDGE_BANDS[edge.band]);
        ruleNumbers.push(rules.get(edge.rule)!);
      }
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
