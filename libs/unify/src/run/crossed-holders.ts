import { ident, type Queryable, rows, sql } from '@app/snapshot-core';
import { type MatchKey, matchKeys } from '../match/match-keys.ts';
import { MAX_HOLDERS } from '../match/pair-records.ts';
import type { UnifiedModel } from '../model/unified-model.ts';
import { countHolders, holdersOf } from '../store/match-keys.ts';
import type { ProjectedChanges } from './project-changes.ts';

/**
 * Holders of the keys that became generic through these changes, or ceased to be: all their pairs vanish or appear, also
 * between records that did not change themselves.
 */
export async function crossedHolders(
  tx: Queryable,
  schema: string,
  model: UnifiedModel,
  changes: ProjectedChanges,
): Promise<string[]> {
  const deltas = await holderDeltas(tx, schema, model, changes);
  if (deltas.length === 0) return [];
  const most = MAX_HOLDERS + 1 + Math.max(...deltas.map(({ delta }) => Math.max(delta, 0)));
  const counts = await countHolders(tx, schema, model.name, deltas, most);
  const crossed = deltas.filter(({ delta }, i) => {
    const now = counts[i]!;
    return now > MAX_HOLDERS !== now - delta > MAX_HOLDERS;
  });
  return crossed.length === 0 ? [] : holdersOf(tx, schema, model.name, crossed);
}

/** For each key that a changed record gained or lost: how many holders more or fewer it has now. */
async function holderDeltas(
  tx: Queryable,
  schema: string,
  model: UnifiedModel,
  changes: ProjectedChanges,
): Promise<(MatchKey & { delta: number })[]> {
  const deltas = new Map<string, MatchKey & { delta: number }>();
  const count = ({ kind, value }: MatchKey, by: number): void => {
    const id = JSON.stringify([kind, value]);
    const entry = deltas.get(id) ?? { kind, value, delta: 0 };
    entry.delta += by;
    deltas.set(id, entry);
  };
  for (const member of changes.values()) {
    const held = member ? matchKeys(model, member.projection) : [];
    const distinct = new Map(held.map((key) => [JSON.stringify([key.kind, key.value]), key]));
    for (const key of distinct.values()) count(key, -1);
  }
  const present = await rows<MatchKey>(
    tx,
    sql`
      select kind, value
      from ${ident(schema, 'match_key')}
      where model = ${model.name} and ref = any(${[...changes.keys()]}::text[])`,
  );
  for (const key of present) count(key, 1);
  return [...deltas.values()].filter(({ delta }) => delta !== 0);
}
