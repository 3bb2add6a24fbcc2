import { groupsByRecord } from '../match/holders.ts';
import { compareText } from '../model/source-record.ts';
import type { SampledPairs } from './sample-pairs.ts';

/** A kind is weak where not one in so many pairs that share nothing but a value of it is expected to be a match. */
const PAIRS_A_MATCH = 1000;
/** Matches that are thought to have been seen before any pair was, so that from few pairs nothing follows. */
const UNSEEN = 0.5;

/** Candidates, and what was learnt of them. */
export interface JudgedCandidates extends Pick<SampledPairs, 'candidates' | 'rowOf'> {
  /** By row: probability of its pairs to be matches. */
  readonly posterior: Float64Array;
  /** Groups of records that share a value, and the kind of each. */
  readonly holders: readonly (readonly number[])[];
  readonly kinds: readonly string[];
  readonly records: number;
  /** From this probability on somebody hears of a pair. */
  readonly least: number;
  /** Kinds that decide by themselves, as exact rules do. */
  readonly deciding: ReadonlySet<string>;
}

/**
 * Kinds of keys of which sharing one value, and nothing else, tells nothing here: those of places, mostly, or of words in a trade that
 * has few. Of 100,000 made-up customers they brought 86 % of the pairs and 20 of 40,000 matches; among people of the
 * past, whose records have little else in common, the same kinds bring a third of the matches, so it has to be learnt.
 */
export function weakKinds(judged: JudgedCandidates): string[] {
  const { candidates, rowOf, posterior, holders, kinds, records, least, deciding } = judged;
  const groupsOf = groupsByRecord(holders, records);
  const alone = new Map<string, { pairs: number; matches: number }>();
  for (let pair = 0; pair < rowOf.length; pair += 1) {
    const group = onlyShared(groupsOf[candidates[2 * pair]!]!, groupsOf[candidates[2 * pair + 1]!]!);
    if (group === undefined) continue;
    const kind = kinds[group]!;
    const known = alone.get(kind) ?? { pairs: 0, matches: 0 };
    const probability = posterior[rowOf[pair]!]!;
    alone.set(kind, { pairs: known.pairs + 1, matches: known.matches + (probability < least ? 0 : probability) });
  }
  return [...alone]
    .filter(([kind, { pairs, matches }]) => !deciding.has(kind) && (matches + UNSEEN) * PAIRS_A_MATCH <= pairs)
    .map(([kind]) => kind)
    .sort(compareText);
}

/** The group that both are in, if there is but one. */
function onlyShared(a: readonly number[], b: readonly number[]): number | undefined {
  let found: number | undefined;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i]! < b[j]!) i += 1;
    else if (a[i]! > b[j]!) j += 1;
    else {
      if (found !== undefined) return undefined;
      found = a[i];
      i += 1;
      j += 1;
    }
  }
  return found;
}
