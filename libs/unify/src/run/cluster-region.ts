import type { Queryable } from '@app/snapshot-core';
import { type AssignedIds, assignIds } from '../cluster/assign-ids.ts';
import { clusterRegion } from '../cluster/cluster-region.ts';
import type { Edge } from '../match/edge.ts';
import type { MatchKey } from '../match/match-keys.ts';
import { matchKeyed } from '../match/match-records.ts';

import { compareText, parseRef, refText, sourceName, type SourceRecordRef } from '../model/source-record.ts';
import type { UnifiedModel } from '../model/unified-model.ts';
import { usableKeys } from '../store/match-keys.ts';
import { type Member, readMembers } from '../store/members.ts';
import type { ProjectedChanges } from './project-changes.ts';

/** A region clustered anew. */
export interface ClusteredRegion extends Pick<AssignedIds, 'retired'> {
  /** The members of each unified record. */
  clusters: { id: string; members: Member[] }[];
}

/** Matches and clusters the records of a region, and gives each cluster the id that most of its records had. */
export async function clusterMembers(
  tx: Queryable,
  schema: string,
  model: UnifiedModel,
  region: readonly string[],
  changes: ProjectedChanges,
): Promise<ClusteredRegion> {
  const members = new Map((await readMembers(tx, schema, model.name, region)).map((member) => [member.ref, member]));
  const edges = matchMembers(model, members, await usableKeys(tx, schema, model.name, region));
  const refs = [...members.keys()].map((ref) => parseRef(ref)!);
  const uniqueSources = model.sources.filter(({ unique }) => unique).map(sourceName);
  const { clusters } = clusterRegion(refs, edges, { uniqueSources });
  const { ids, retired } = assignIds(clusters, previousIds(members, changes));
  return {
    clusters: clusters.map((cluster, i) => ({ id: ids[i]!, members: membersOf(cluster, members) })),
    retired,
  };
}

function matchMembers(
  model: UnifiedModel,
  members: ReadonlyMap<string, Member>,
  keys: readonly (MatchKey & { ref: string })[],
): Edge[] {
  const keysOf = new Map<string, MatchKey[]>();
  for (const { ref, kind, value } of keys) keysOf.set(ref, [...(keysOf.get(ref) ?? []), { kind, value }]);
  const keyed = [...keysOf].map(([ref, own]) => ({ ref, keys: own }));
  const projections = new Map([...members].map(([ref, { projection }]) => [ref, projection]));
  return matchKeyed(model, keyed, projections).edges;
}

/** The id that each record of the region had, those that are gone by now included. */
function previousIds(members: ReadonlyMap<string, Member>, changes: ProjectedChanges): Map<string, string> {
  const ids = new Map<string, string>();
  for (const member of [...changes.values(), ...members.values()]) {
    if (member?.unifiedId) ids.set(member.ref, member.unifiedId);
  }
  return new Map([...ids].sort(([a], [b]) => compareText(a, b)));
}

function membersOf(cluster: readonly SourceRecordRef[], members: ReadonlyMap<string, Member>): Member[] {
  return cluster.map((ref) => members.get(refText(ref))!);
}
