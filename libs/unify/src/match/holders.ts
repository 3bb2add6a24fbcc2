import type { GenericKey } from './generic-key.ts';
import type { MatchKey } from './match-keys.ts';

/**
 * The holders of each key value that at least two and at most its kind's cap of records hold, as indexes in rising
 * order; and the values that are over the cap.
 */
export function holdersByKey(
  keys: readonly (readonly MatchKey[])[],
  capOf: (kind: string) => number,
): { holders: number[][]; generic: GenericKey[] } {
  const kinds = new Map<string, Map<string, number[]>>();
  keys.forEach((own, record) => {
    for (const { kind, value } of own) {
      let values = kinds.get(kind);
      if (values === undefined) kinds.set(kind, (values = new Map()));
      const group = values.get(value);
      if (group === undefined) values.set(value, [record]);
      else if (group.at(-1) !== record) group.push(record);
    }
  });
  const holders: number[][] = [];
  const generic: GenericKey[] = [];
  for (const [kind, values] of kinds) {
    const cap = capOf(kind);
    for (const [value, group] of values) {
      if (group.length > cap) generic.push({ kind, value, holders: group.length });
      else if (group.length > 1) holders.push(group);
    }
  }
  return { holders, generic };
}
