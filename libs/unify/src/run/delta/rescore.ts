import { deleteEdges, edgesOf, type MemberEdge, saveEdges } from '../../store/edges.ts';
import type { Member } from '../../store/members.ts';
import { EDGE_BANDS } from '../../match/edge-bands.ts';
import { parseProjection } from '../../store/projection-text.ts';
import { beside } from '../beside.ts';
import { PreparedCache } from '../prepared-cache.ts';
import { type Candidates, fetchCandidates, type Rescoring } from './fetch-candidates.ts';

/** Members compared anew at a time: while they are, Postgres looks for the candidates of as many more. */
const BATCH = 200;

/** Most candidates are those of one record: few are kept prepared, so that the others are gone before they cost anything. */
const PREPARED = 300;

/**
 * Compares members with all that they share enough values with, and replaces their edges.
 * @param members those that changed, or whose candidates may have changed
 * @param gone members that are no more: their edges go
 * @returns members that a connecting edge led to which has changed or gone
 */
export async function rescore(
  context: Rescoring,
  members: readonly Member[],
  gone: readonly number[],
): Promise<Set<number>> {
  const { tx, tables, pace } = context;
  const touched = new Set<number>();
  await replaceEdges(context, await edgesOf(tx, tables, gone), [], touched);
  /** Members of the batches that were asked for. */
  const asked = new Set<number>();
  const fetch = async (from: number): Promise<Candidates | undefined> => {
    if (from >= members.length) return undefined;
    const batch = members.slice(from, from + BATCH);
    const candidates = await fetchCandidates(context, batch, asked);
    for (const { id } of batch) asked.add(id);
    return candidates;
  };
  let from = 0;
  for (let candidates = await fetch(0); candidates !== undefined;) {
    from += BATCH;
    const now = candidates;
    const [next, edges] = await beside(fetch(from), () => scorePairs(context, now));
    await replaceEdges(context, now.before, edges, touched);
    candidates = next;
    await pace.breathe('match', Math.min(from, members.length), members.length);
  }
  return touched;
}

/** Scores the pairs of a batch. */
async function scorePairs(
  { model, linkage, pace }: Rescoring,
  { partners, forced, members }: Candidates,
): Promise<MemberEdge[]> {
  const prepared = new PreparedCache(
    (id) => linkage.prepare(parseProjection(model, members.get(id)!.projection)),
    PREPARED,
  );
  const edges: MemberEdge[] = [];
  for (const [id, ids] of partners) {
    for (const partner of ids) {
      if (partner < id && partners.get(partner)?.has(id)) continue; // scored from the other side
      const [a, b] = id < partner ? [id, partner] : [partner, id];
      if (forced.has(`${a},${b}`)) {
        const { weight, rule } = linkage.score(prepared.get(a), prepared.get(b));
        edges.push({ a, b, weight, band: EDGE_BANDS.forced, rule, held: null });
        continue;
      }
      const found = linkage.edge(prepared.get(a), prepared.get(b));
      if (found === null || found.band === 'none') continue;
      const { band, weight, rule } = found;
      edges.push({ a, b, weight, band: EDGE_BANDS[band], rule, held: null });
    }
    if (pace.due()) await pace.pause();
  }
  return edges;
}

/** Writes what differs, and notes the members at either end of connecting edges that do. */
async function replaceEdges(
  { tx, tables }: Rescoring,
  before: readonly MemberEdge[],
  now: readonly MemberEdge[],
  touched: Set<number>,
): Promise<void> {
  const old = new Map(before.map((edge) => [`${edge.a},${edge.b}`, edge]));
  const changed = now.filter((edge) => {
    const known = old.get(`${edge.a},${edge.b}`);
    return known?.weight !== edge.weight || known.band !== edge.band || known.rule !== edge.rule;
  });
  for (const { a, b } of now) old.delete(`${a},${b}`);
  const vanished = [...old.values()];
  for (const { a, b } of [...vanished, ...changed]) touched.add(a).add(b);
  await deleteEdges(tx, tables, vanished);
  await saveEdges(tx, tables, changed);
}
