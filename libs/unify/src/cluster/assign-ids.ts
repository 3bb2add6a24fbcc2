import { v7 as uuidv7 } from 'uuid';
import { compareText, refText, type SourceRecordRef } from '../model/source-record.ts';

/** What became of the ids of a region. */
export interface AssignedIds {
  /** The id of each cluster, in the order of the clusters given. */
  readonly ids: string[];
  /** Ids that were made now. */
  readonly minted: string[];
  /** Ids that no cluster has any more → the id that most of their records have now; null when none of them is left. */
  readonly retired: Map<string, string | null>;
  /** Clusters that took over retired ids: `from` resolves to `id` from now on. */
  readonly merged: { readonly id: string; readonly from: readonly string[] }[];
  /** Ids whose records are in several clusters now; `into` holds their ids, the id itself too if it lives on. */
  readonly split: { readonly id: string; readonly into: readonly string[] }[];
}

/**
 * Gives each cluster its id. A cluster claims every id that one of its records had, with as many votes as records; the
 * largest claim is served first (then the oldest id, then the first cluster), an id goes to one cluster and a cluster takes one
 * id. What gets none is minted one, in the order of the clusters.
 *
 * @param clusters as `clusterRegion` returns them: each record in one cluster only
 * @param previous `refText` → id of unified record, for every record that any id of the region had, those since deleted too
 * @param mint makes a new id; ids are UUIDv7, so that their text order is their age
 */
export function assignIds(
  clusters: readonly (readonly SourceRecordRef[])[],
  previous: ReadonlyMap<string, string>,
  mint: () => string = uuidv7,
): AssignedIds {
  const claims = claimsOf(clusters, previous);
  const idOf = new Map<number, string>();
  const taken = new Set<string>();
  for (const { cluster, id } of claims) {
    if (idOf.has(cluster) || taken.has(id)) continue;
    idOf.set(cluster, id);
    taken.add(id);
  }
  const minted: string[] = [];
  const ids = clusters.map((_, cluster) => {
    const inherited = idOf.get(cluster);
    if (inherited !== undefined) return inherited;
    const id = mint();
    minted.push(id);
    return id;
  });
  return { ids, minted, ...followIds(claims, ids, previous) };
}

interface Claim {
  readonly cluster: number;
  readonly id: string;
  readonly votes: number;
}

/** All claims, the one to serve first at the front. */
function claimsOf(clusters: readonly (readonly SourceRecordRef[])[], previous: ReadonlyMap<string, string>): Claim[] {
  const claims = clusters.flatMap((refs, cluster) => {
    const votes = new Map<string, number>();
    for (const ref of refs) {
      const id = previous.get(refText(ref));
      if (id !== undefined) votes.set(id, (votes.get(id) ?? 0) + 1);
    }
    return [...votes].map(([id, count]) => ({ cluster, id, votes: count }));
  });
  return claims.sort((x, y) => y.votes - x.votes || compareText(x.id, y.id) || x.cluster - y.cluster);
}

function followIds(
  claims: readonly Claim[],
  ids: readonly string[],
  previous: ReadonlyMap<string, string>,
): Pick<AssignedIds, 'retired' | 'merged' | 'split'> {
  // Claims are in order of votes, so the first place listed for an id is where most of its records went.
  const places = new Map<string, string[]>();
  for (const { cluster, id } of claims) places.set(id, [...(places.get(id) ?? []), ids[cluster] ?? '']);
  const alive = new Set(ids);
  const retired = new Map<string, string | null>();
  const merged = new Map<string, string[]>();
  const split: { id: string; into: string[] }[] = [];
  for (const id of [...new Set(previous.values())].sort(compareText)) {
    const into = places.get(id) ?? [];
    if (into.length > 1) split.push({ id, into: [...into].sort(compareText) });
    if (alive.has(id)) continue;
    const [successor] = into;
    retired.set(id, successor ?? null);
    if (successor !== undefined) merged.set(successor, [...(merged.get(successor) ?? []), id]);
  }
  return {
    retired,
    merged: [...merged].sort(([a], [b]) => compareText(a, b)).map(([id, from]) => ({ id, from })),
    split,
  };
}
