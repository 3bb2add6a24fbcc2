import { hashText } from '../store/key-hash.ts';
import type { GenericKey } from './generic-key.ts';
import type { MatchKey } from './match-keys.ts';

/**
 * The holders of each key value that at least two and at most its kind's cap of records hold, as indexes in rising
 * order, with the kind of each; and the values that are over the cap.
 */
export function holdersByKey(
  keys: readonly (readonly MatchKey[])[],
  capOf: (kind: string, hash?: string) => number,
): { holders: number[][]; kinds: string[]; generic: GenericKey[] } {
  const byKind = new Map<string, Map<string, number[]>>();
  keys.forEach((own, record) => {
    for (const { kind, value } of own) {
      let values = byKind.get(kind);
      if (values === undefined) byKind.set(kind, (values = new Map()));
      const group = values.get(value);
      if (group === undefined) values.set(value, [record]);
      else if (group.at(-1) !== record) group.push(record);
    }
  });
  const holders: number[][] = [];
  const kinds: string[] = [];
  const generic: GenericKey[] = [];
  for (const [kind, values] of byKind) {
    const cap = capOf(kind);
    for (const [value, group] of values) {
      // Few values are over their kind's cap, so that hashes are asked for seldom.
      const most = group.length > cap ? capOf(kind, hashText({ kind, value })) : cap;
      if (group.length > most) generic.push({ kind, value, holders: group.length });
      if (group.length < 2 || group.length > most) continue;
      holders.push(group);
      kinds.push(kind);
    }
  }
  return { holders, kinds, generic };
}

/** By record: the groups that it is in, in rising order. */
export function groupsByRecord(holders: readonly (readonly number[])[], records: number): number[][] {
  const groupsOf: number[][] = Array.from({ length: records }, () => []);
  holders.forEach((group, index) => group.forEach((record) => groupsOf[record]!.push(index)));
  return groupsOf;
}
