import { compareText } from '../model/source-record.ts';
import type { GenericKey } from './generic-key.ts';
import type { MatchKey } from './match-keys.ts';

/** A record with its match keys. */
export interface KeyedRecord {
  /** `refText` of the record. */
  readonly ref: string;
  readonly keys: readonly MatchKey[];
}

/** Two records that share at least one match key; `a` before `b` in code-unit order. */
export interface CandidatePair {
  readonly a: string;
  readonly b: string;
  /** Kinds of the keys they share, each once. */
  readonly kinds: readonly string[];
}

/**
 * A key value of more holders than this makes no pairs. It bounds the pairs of one value at 19,900, and no entity of two
 * integrations has 200 records.
 */
export const MAX_HOLDERS = 200;

/**
 * The candidate pairs among records, and the key values that made none because more than `maxHolders` records hold them.
 * The answer is right only if, for each key value of these records, all its holders in the tenant are given. Pairs come in
 * the order of their refs, whatever the order of the records.
 */
export function pairRecords(
  records: readonly KeyedRecord[],
  maxHolders: number = MAX_HOLDERS,
): { pairs: CandidatePair[]; generic: GenericKey[] } {
  const pairs = new Map<string, { a: string; b: string; kinds: Set<string> }>();
  const generic: GenericKey[] = [];
  for (const { kind, value, holders } of holdersByKey(records)) {
    if (holders.length > maxHolders) {
      generic.push({ kind, value, holders: holders.length });
      continue;
    }
    holders.forEach((a, index) => {
      for (const b of holders.slice(index + 1)) {
        const id = JSON.stringify([a, b]);
        const pair = pairs.get(id) ?? { a, b, kinds: new Set<string>() };
        pair.kinds.add(kind);
        pairs.set(id, pair);
      }
    });
  }
  const sorted = [...pairs.values()].sort((x, y) => compareText(x.a, y.a) || compareText(x.b, y.b));
  return { pairs: sorted.map(({ a, b, kinds }) => ({ a, b, kinds: [...kinds].sort(compareText) })), generic };
}

function holdersByKey(records: readonly KeyedRecord[]): (MatchKey & { holders: string[] })[] {
  const groups = new Map<string, MatchKey & { holders: Set<string> }>();
  for (const { ref, keys } of records) {
    for (const { kind, value } of keys) {
      const id = JSON.stringify([kind, value]);
      const group = groups.get(id) ?? { kind, value, holders: new Set<string>() };
      group.holders.add(ref);
      groups.set(id, group);
    }
  }
  return [...groups]
    .sort(([a], [b]) => compareText(a, b))
    .map(([, { kind, value, holders }]) => ({ kind, value, holders: [...holders].sort(compareText) }));
}
