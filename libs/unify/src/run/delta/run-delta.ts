import type { PoolClient } from 'pg';
import type { SnapshotTable, StageRow } from '@app/snapshot-core';
import { assignIds } from '../../cluster/assign-ids.ts';
import type { Linkage } from '../../linkage/linkage.ts';
import { compareText, parseRef } from '../../model/source-record.ts';
import { pinnedValues, type PinnedValues } from '../../merge/apply-pins.ts';
import type { UnifiedModel } from '../../model/unified-model.ts';
import { takeAgain } from '../../store/links.ts';
import { holdersOf, type KeyHolders } from '../../store/match-keys.ts';
import { assignMembers, findMembers, type Member, memberRef, readMembers } from '../../store/members.ts';
import { modelTables } from '../../store/model-tables.ts';
import { readPins } from '../../store/pins.ts';
import { parseProjection } from '../../store/projection-text.ts';
import type { ChangedKeys } from '../changed-records.ts';
import { goldenRow } from '../golden-row.ts';
import { lineageOf } from '../lineage-of.ts';
import type { Pace } from '../pace.ts';
import type { Unification } from '../unification.ts';
import { type ChangedMember, changedMembers } from './changed-members.ts';
import { clusterRegion } from './cluster-region.ts';
import { changeKeys } from './member-keys.ts';
import { rescore } from './rescore.ts';

/** What an incremental run starts from. */
export interface DeltaInput {
  schema: string;
  model: UnifiedModel;
  snapshots: ReadonlyMap<string, SnapshotTable>;
  linkage: Linkage;
  changed: readonly ChangedKeys[];
  nextMember: number;
}

/**
 * Looks at the records that changed, at all that could be one entity with them, and at what is clustered with any of
 * those; ends where a full run would (I7). Costs what these cost, however many records there are besides.
 */
export async function runDelta(tx: PoolClient, input: DeltaInput, pace: Pace): Promise<Omit<Unification, 'weights'>> {
  const { schema, model, snapshots, linkage } = input;
  const tables = modelTables(schema, model.name);
  pace.tell('read', 0, count(input.changed));
  const changed = await changedMembers(tx, tables, model, snapshots, input.changed, input.nextMember, pace);
  const deltas = [...(await changeKeys(tx, tables, model, linkage, changed)).values()];
  const holders = await holdersOf(tx, tables, deltas);
  const known = new Map(deltas.map(({ hash }, i): [string, KeyHolders] => [hash, holders[i]!]));
  const crossed = holders.flatMap((key) => (key.crossed ? (key.members ?? []) : []));
  const again = await findMembers(tx, tables, await takeAgain(tx, schema, model.name));
  const compared = await comparedAnew(changed, again, (ids) => readMembers(tx, tables, ids), crossed);
  const gone = changed.filter(({ after }) => after === null);
  const touched = await rescore(
    { tx, schema, tables, model, linkage, known, pace },
    compared,
    gone.map(({ id }) => id),
  );
  for (const { id, after } of changed) if (after !== null) touched.add(id);
  for (const { id } of again) touched.add(id);
  for (const { id } of gone) touched.delete(id);
  const clusters = await clusterRegion(tx, schema, tables, model, linkage, [...touched], pace);
  const pins = pinnedValues(await readPins(tx, schema, model.name, clusters.flat().map(memberRef)));
  const { rows, ...assigned } = publishable(model, clusters, changed, again, pins);
  await assignMembers(tx, tables, assigned.moved);
  const created = changed.filter(({ before }) => before === null).length;
  return {
    received: count(input.changed),
    rows,
    clusters: rows.length,
    retired: assigned.retired,
    lineage: assigned.lineage,
    nextMember: input.nextMember + created,
  };
}

const count = (changed: readonly ChangedKeys[]): number => changed.reduce((sum, { keys }) => sum + keys.length, 0);

/** Members whose pairs have to be looked at: changed ones, holders of keys that crossed their cap, those asked for. */
async function comparedAnew(
  changed: readonly ChangedMember[],
  again: readonly Member[],
  read: (ids: number[]) => Promise<Member[]>,
  crossed: readonly number[],
): Promise<Member[]> {
  const members = new Map(again.map((member) => [member.id, member]));
  for (const { id, source, key, unifiedId, after } of changed) {
    if (after !== null) members.set(id, { id, source, key, unifiedId, projection: after });
  }
  const others = [...new Set(crossed)].filter((id) => !members.has(id));
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
  for (const member of [...changed, ...members].sort((a, b) => compareText(memberRef(a), memberRef(b)))) {
    if (member.unifiedId !== null) previous.set(memberRef(member), member.unifiedId);
  }
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
