import type { PoolClient } from 'pg';
import type { StageRow } from '@app/snapshot-core';
import { assignIds } from '../../cluster/assign-ids.ts';
import { compareText, parseRef } from '../../model/source-record.ts';
import { pinnedValues, type PinnedValues } from '../../merge/apply-pins.ts';
import type { UnifiedModel } from '../../model/unified-model.ts';
import { takeDecisions } from '../../store/links.ts';
import { assignMembers, findMembers, type Member, memberRef, readMembers } from '../../store/members.ts';
import { indexReview, type ModelTables, modelTables } from '../../store/model-tables.ts';
import { readPins } from '../../store/pins.ts';
import { parseProjection } from '../../store/projection-text.ts';
import { CROSSED } from '../../store/stored-keys.ts';
import type { ChangedKeys } from '../changed-records.ts';
import { goldenRow } from '../golden-row.ts';
import { lineageOf } from '../lineage-of.ts';
import type { Pace } from '../pace.ts';
import type { Unification } from '../unification.ts';
import type { ChangedKeyHolders } from './changed-key-holders.ts';
import type { ChangedMember } from './changed-members.ts';
import { clusterRegion } from './cluster-region.ts';
import { KnownKeys } from './known-keys.ts';
import { rescore } from './rescore.ts';
import { type ChangesToTakeUp, takeUpChanges } from './take-up-changes.ts';

/** What an incremental run starts from. */
export interface DeltaInput extends ChangesToTakeUp {
  schema: string;
}

/**
 * Looks at the records that changed, at all that could be one entity with them, and at what is clustered with any of
 * those; ends where a full run would (I7). Costs what these cost, however many records there are besides.
 */
export async function runDelta(tx: PoolClient, input: DeltaInput, pace: Pace): Promise<Omit<Unification, 'weights'>> {
  const { schema, model, linkage, nextMember } = input;
  const tables = modelTables(schema, model.name);
  pace.tell('read', 0, count(input.changed));
  const { changed, keys } = await takeUpChanges(tx, tables, input, pace);
  const crossed = await holdersOfCrossed(tx, tables, keys);
  const { again: asked, links, pins: some, reviewIndex } = await takeDecisions(tx, schema, model.name);
  if (!reviewIndex) await indexReview(tx, tables);
  const again = await findMembers(tx, tables, asked);
  const compared = await comparedAnew(changed, again, (ids) => readMembers(tx, tables, ids), crossed);
  const gone = changed.filter(({ after }) => after === null);
  const touched = await rescore(
    { tx, schema, tables, model, linkage, keys, others: new KnownKeys(), links, pace },
    compared,
    gone.map(({ id }) => id),
  );
  for (const { id, after } of changed) if (after !== null) touched.add(id);
  for (const { id } of again) touched.add(id);
  for (const { id } of gone) touched.delete(id);
  const atHand = new Map(compared.map((member) => [member.id, member]));
  const clusters = await clusterRegion(tx, schema, tables, model, linkage, { ids: [...touched], atHand, links }, pace);
  const refs = clusters.flat().map(memberRef);
  const pins = pinnedValues(some ? await readPins(tx, schema, model.name, refs) : []);
  const { rows, ...assigned } = publishable(model, clusters, changed, again, pins);
  await assignMembers(tx, tables, assigned.moved);
  const created = changed.filter(({ before }) => before === null).length;
  return {
    received: count(input.changed),
    rows,
    clusters: rows.length,
    retired: assigned.retired,
    lineage: assigned.lineage,
    nextMember: nextMember + created,
  };
}

/** The holders of values that became generic in this run, or ceased to be. */
async function holdersOfCrossed(
  tx: PoolClient,
  tables: ModelTables,
  { known, counted }: ChangedKeyHolders,
): Promise<Set<number>> {
  await known.settle(tx, tables, counted);
  const holders = new Set<number>();
  for (const key of counted) {
    if ((known.verdict(key) & CROSSED) !== 0) known.eachHolder(key, (member) => holders.add(member));
  }
  return holders;
}

const count = (changed: readonly ChangedKeys[]): number => changed.reduce((sum, { keys }) => sum + keys.length, 0);

/** Members whose pairs have to be looked at: changed ones, holders of keys that crossed their cap, those asked for. */
async function comparedAnew(
  changed: readonly ChangedMember[],
  again: readonly Member[],
  read: (ids: number[]) => Promise<Member[]>,
  crossed: ReadonlySet<number>,
): Promise<Member[]> {
  const members = new Map(again.map((member) => [member.id, member]));
  for (const { id, source, key, unifiedId, after } of changed) {
    if (after !== null) members.set(id, { id, source, key, unifiedId, projection: after });
  }
  const others = [...crossed].filter((id) => !members.has(id));
  for (const member of others.length > 0 ? await read(others) : []) members.set(member.id, member);
  return [...members.values()].sort((a, b) => a.id - b.id);
}

/** Gives the clusters their ids and merges those that are not what they were, or of whose members somebody decided something. */
function publishable(
  model: UnifiedModel,
  clusters: readonly Member[][],
  changed: readonly ChangedMember[],
  again: readonly Member[],
  pins: PinnedValues,
) {
  const previous = new Map<string, string>();
  const members = clusters.flat();
  const had = [...changed, ...members].flatMap((member): [ref: string, id: string][] =>
    member.unifiedId === null ? [] : [[memberRef(member), member.unifiedId]],
  );
  for (const [ref, id] of had.sort(([a], [b]) => compareText(a, b))) previous.set(ref, id);
  const refs = clusters.map((cluster) => cluster.map((member) => parseRef(memberRef(member))!));
  const { ids, retired, split } = assignIds(refs, previous);
  const sizes = new Map<string, number>();
  for (const id of previous.values()) sizes.set(id, (sizes.get(id) ?? 0) + 1);
  const isChanged = new Set([...changed, ...again].map(({ id }) => id));
  const rows: StageRow[] = [];
  const moved: { id: number; unifiedId: string }[] = [];
  clusters.forEach((cluster, i) => {
    const id = ids[i]!;
    for (const member of cluster) if (member.unifiedId !== id) moved.push({ id: member.id, unifiedId: id });
    const same =
      sizes.get(id) === cluster.length && cluster.every((each) => each.unifiedId === id && !isChanged.has(each.id));
    if (same) return;
    const own = cluster.map((member) => ({
      ref: parseRef(memberRef(member))!,
      projection: parseProjection(model, member.projection),
    }));
    rows.push(goldenRow(model, id, own, pins));
  });
  return { rows, moved, retired, lineage: lineageOf({ retired, split }) };
}
