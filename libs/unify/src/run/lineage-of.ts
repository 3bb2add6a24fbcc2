import type { Lineage } from '@app/snapshot-core';
import type { AssignedIds } from '../cluster/assign-ids.ts';

/**
 * What the feed tells of ids whose records are elsewhere now, both sides of it:
 *
 * - an id that no record has any more, because its records went to others: op `merged`, `into` them, the survivor (which the
 *   id resolves to from now on) first; without records anywhere it is simply `deleted`
 * - an id that lives on, but without some of its records: op `split`, `into` all that have them now, itself first
 * - an id that took over records of others: its usual op, `from` those others
 */
export function lineageOf({ retired, split }: Pick<AssignedIds, 'retired' | 'split'>): Lineage[] {
  const told = new Map<string, Lineage>();
  const from = new Map<string, Set<string>>();
  const pass = (id: string, into: readonly string[]) => {
    for (const taker of into) if (taker !== id) from.set(taker, (from.get(taker) ?? new Set()).add(id));
  };
  for (const { id, into } of split) {
    const first = retired.get(id) ?? id;
    const all = [first, ...into.filter((other) => other !== first)];
    told.set(id, { key: id, op: retired.has(id) ? 'merged' : 'split', into: all });
    pass(id, all);
  }
  for (const [id, survivor] of retired) {
    if (survivor === null || told.has(id)) continue;
    told.set(id, { key: id, op: 'merged', into: [survivor] });
    pass(id, [survivor]);
  }
  for (const [id, sources] of from) told.set(id, { ...(told.get(id) ?? { key: id }), from: [...sources].sort() });
  return [...told.values()];
}
