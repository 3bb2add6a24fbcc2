import type { PoolClient } from 'pg';
import type { Linkage } from '../../linkage/linkage.ts';
import { parseRef } from '../../model/source-record.ts';
import type { UnifiedModel } from '../../model/unified-model.ts';
import { connectedWith, edgesWithin, type MemberEdge, saveEdges } from '../../store/edges.ts';
import { readLinks } from '../../store/links.ts';
import { type Member, memberRef } from '../../store/members.ts';
import { EDGE_BANDS } from '../../match/edge-bands.ts';
import type { ModelTables } from '../../store/model-tables.ts';
import { parseProjection } from '../../store/projection-text.ts';
import { clusterComponent } from '../cluster-component.ts';
import { DisjointSets } from '../full/disjoint-sets.ts';
import type { Pace } from '../pace.ts';
import { PreparedCache } from '../prepared-cache.ts';

/** Members to begin with. */
export interface Seeds {
  ids: readonly number[];
  /** Members that were read, or written, before, by number. */
  atHand: ReadonlyMap<number, Member>;
  /** Whether anybody has decided anything about records of the model. */
  links: boolean;
}

/**
 * Clusters anew what is connected with some members: no connecting edge leads out of it, so clustering it alone gives what
 * clustering everything would. Notes at its edges whether they were held back.
 * @returns the members of each cluster
 */
export async function clusterRegion(
  tx: PoolClient,
  schema: string,
  tables: ModelTables,
  model: UnifiedModel,
  linkage: Linkage,
  { ids, atHand, links: some }: Seeds,
  pace: Pace,
): Promise<Member[][]> {
  const region = await connectedWith(tx, tables, ids, atHand);
  const edges = await edgesWithin(
    tx,
    tables,
    region.map(({ id }) => id),
  );
  const refs = region.map(memberRef);
  const links = some ? await readLinks(tx, schema, model.name, { refs, ends: 'both' }) : [];
  const numberOf = new Map(region.map(({ id }, number) => [id, number]));
  const numberOfRef = new Map(refs.map((ref, number) => [ref, number]));
  const forbidden = links
    .filter(({ same }) => !same)
    .map(({ a, b }) => [numberOfRef.get(a)!, numberOfRef.get(b)!] as const);
  const within = edges.map((edge) => ({ ...edge, a: numberOf.get(edge.a)!, b: numberOf.get(edge.b)! }));
  const prepared = new PreparedCache((number) => linkage.prepare(parseProjection(model, region[number]!.projection)));
  const scoreOf = (a: number, b: number) => linkage.score(prepared.get(a), prepared.get(b)).weight;
  const clusters: Member[][] = [];
  const heldNow = new Map<number, string>();
  for (const part of partsOf(region.length, within, forbidden)) {
    const placeOf = new Map(part.numbers.map((number, place) => [number, place]));
    const result = clusterComponent(model, {
      refs: part.numbers.map((number) => parseRef(refs[number]!)!),
      edges: part.edges.map((edge) => {
        const { a, b, weight, rule, band } = within[edge]!;
        return { a: placeOf.get(a)!, b: placeOf.get(b)!, weight, rule, forced: band === EDGE_BANDS.forced };
      }),
      scoreOf: (a, b) => scoreOf(part.numbers[a]!, part.numbers[b]!),
      forbidden: part.forbidden.map(([a, b]) => [placeOf.get(a)!, placeOf.get(b)!] as const),
    });
    for (const cluster of result.clusters) clusters.push(cluster.map((place) => region[part.numbers[place]!]!));
    for (const { edge, reason } of result.held) heldNow.set(part.edges[edge]!, reason);
    if (pace.due()) await pace.breathe('cluster', clusters.length);
  }
  await noteHeld(tx, tables, edges, heldNow);
  return clusters;
}

/** A connected part of the region: numbers of its members, of its edges, and pairs of members that are not one entity. */
interface Part {
  numbers: number[];
  edges: number[];
  forbidden: (readonly [number, number])[];
}

function partsOf(
  size: number,
  edges: readonly { a: number; b: number }[],
  forbidden: readonly (readonly [number, number])[],
): Iterable<Part> {
  const sets = new DisjointSets(size);
  for (const { a, b } of edges) sets.join(a, b);
  const parts = new Map<number, Part>();
  for (let number = 0; number < size; number += 1) {
    const root = sets.find(number);
    if (root === number) parts.set(root, { numbers: [], edges: [], forbidden: [] });
    parts.get(root)!.numbers.push(number);
  }
  edges.forEach(({ a }, edge) => parts.get(sets.find(a))!.edges.push(edge));
  for (const pair of forbidden) {
    if (sets.find(pair[0]) === sets.find(pair[1])) parts.get(sets.find(pair[0]))!.forbidden.push(pair);
  }
  return parts.values();
}

async function noteHeld(
  tx: PoolClient,
  tables: ModelTables,
  edges: readonly MemberEdge[],
  held: ReadonlyMap<number, string>,
): Promise<void> {
  const noted = edges.map((edge, i) => ({ ...edge, held: held.get(i) ?? null }));
  await saveEdges(
    tx,
    tables,
    noted.filter((edge, i) => edge.held !== edges[i]!.held),
  );
}
