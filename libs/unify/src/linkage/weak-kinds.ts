import { compareText } from '../model/source-record.ts';
import type { Band } from './linkage.ts';
import type { SampledPairs } from './sample-pairs.ts';

/** A kind is weak where not one in so many pairs that share nothing but a value of it is expected to be a match. */
const PAIRS_A_MATCH = 1000;
/** Matches that are thought to have been seen before any pair was, so that from few pairs nothing follows. */
const UNSEEN = 0.5;
/** What it would be to lose a pair: half of those that people are asked about are none. */
const LOST = { auto: 1, review: 0.5, none: 0 } as const;
/** A pair that estimation thought less likely is none: it leaves out vetoes and the like, which only speak against a match. */
const UNLIKELY = 0.1;

/** What was seen of pairs that share one value, by the kind of that. */
export class KindTally {
  private readonly alone = new Map<string, { pairs: number; matches: number }>();

  /** @param band what is decided about the pair */
  add(kind: string, band: Band): void {
    const known = this.alone.get(kind);
    if (known === undefined) this.alone.set(kind, { pairs: 1, matches: LOST[band] });
    else {
      known.pairs += 1;
      known.matches += LOST[band];
    }
  }

  /** The kinds that tell nothing, in order. */
  weak(): string[] {
    return [...this.alone]
      .filter(([, { pairs, matches }]) => (matches + UNSEEN) * PAIRS_A_MATCH <= pairs)
      .map(([kind]) => kind)
      .sort(compareText);
  }
}

/** Pairs that share one value, and what was learnt of them. */
export interface JudgedPairs extends Pick<SampledPairs, 'single' | 'rowOf'> {
  /** By row: probability of its pairs to be matches. */
  readonly posterior: Float64Array;
  /** By group of records that share a value: its kind. By record: its groups. */
  readonly kinds: readonly string[];
  readonly groupsOf: readonly (readonly number[])[];
  /** What is decided about two records. Asked of those pairs alone that may be a match. */
  readonly bandOf: (a: number, b: number) => Band;
  /** Kinds that decide by themselves, as exact rules do. */
  readonly deciding: ReadonlySet<string>;
}

/**
 * Kinds of keys of which sharing one value, and nothing else, tells nothing here: those of places, mostly, or of words in a trade that
 * has few. Of 100,000 made-up customers they brought 86 % of the pairs and 20 of 40,000 matches; among people of the
 * past, whose records have little else in common, the same kinds bring a third of the matches, so it has to be learnt.
 */
export function weakKinds(judged: JudgedPairs): string[] {
  const { single, rowOf, posterior, groupsOf, kinds, bandOf, deciding } = judged;
  const tally = new KindTally();
  for (let pair = 0; pair < rowOf.length; pair += 1) {
    const [a, b] = [single[2 * pair]!, single[2 * pair + 1]!];
    const kind = kinds[sharedBy(groupsOf[a]!, groupsOf[b]!)]!;
    if (!deciding.has(kind)) tally.add(kind, posterior[rowOf[pair]!]! < UNLIKELY ? 'none' : bandOf(a, b));
  }
  return tally.weak();
}

/** The first group that both are in; both lists rise. */
function sharedBy(a: readonly number[], b: readonly number[]): number {
  for (let i = 0, j = 0; ;) {
    if (a[i] === b[j]) return a[i]!;
    if (a[i]! < b[j]!) i += 1;
    else j += 1;
  }
}
