import type { Band } from '../../linkage/linkage.ts';
import type { Steps } from '../../linkage/steps.ts';
import { KindTally } from '../../linkage/weak-kinds.ts';
import type { KeyGroups } from './key-groups.ts';
import { uint32List } from './number-list.ts';

/** Records between two pauses. */
const STEP = 100;

/** What kinds of values are judged by. */
export interface Judged {
  readonly groups: KeyGroups;
  /** Records whose pairs are looked at, in rising order: drawn by chance, without regard to their place. */
  readonly drawn: readonly number[];
  /** Kinds that need not be judged. */
  readonly known: ReadonlySet<string>;
  readonly bandOf: (a: number, b: number) => Band;
}

/**
 * The kinds of values that prove weak among all records of a tenant though a sample did not tell. Of a sample of 20,000 records of
 * 500,000 one pair in 600 is in it, so that where a sound and a house number bring a pair a record, as chance has it among so many, it
 * holds 700 of them, and nothing follows from so few.
 */
export function* judgeKinds({ groups, drawn, known, bandOf }: Judged): Steps<string[]> {
  const { starts, from, holders, kinds } = groups;
  const isDrawn = new Set(drawn);
  const tally = new KindTally();
  /** Records that share a value with the one at hand: each with the value's kind, as often as there are such values. */
  const found = uint32List();
  const isKnown = kinds.map((kind) => known.has(kind));
  for (const [turn, record] of drawn.entries()) {
    found.length = 0;
    for (let at = starts[record]!; at < starts[record + 1]!; at += 1) {
      const group = groups.groups[at]!;
      for (let i = from[group]!; i < from[group + 1]!; i += 1) found.push(holders[i]!);
    }
    const partners = found.view().sort();
    for (let i = 0; i < partners.length; i += 1) {
      const partner = partners[i]!;
      if (partners[i - 1] === partner || partners[i + 1] === partner) continue;
      // Of two that were drawn both, the pair is looked at once.
      if (partner <= record && isDrawn.has(partner)) continue;
      const kind = sharedKind(groups, record, partner);
      if (!isKnown[kind]) tally.add(kinds[kind]!, bandOf(record, partner));
    }
    if (turn % STEP === STEP - 1) yield;
  }
  return tally.weak();
}

/** The kind of the one value that both hold. */
function sharedKind({ starts, groups, kind }: KeyGroups, a: number, b: number): number {
  for (let i = starts[a]!, j = starts[b]!; ;) {
    if (groups[i] === groups[j]) return kind[groups[i]!]!;
    if (groups[i]! < groups[j]!) i += 1;
    else j += 1;
  }
}
