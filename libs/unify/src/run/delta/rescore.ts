import type { PoolClient } from 'pg';
import type { Linkage } from '../../linkage/linkage.ts';
import { ENOUGH } from '../../match/shared-values.ts';
import type { UnifiedModel } from '../../model/unified-model.ts';
import { deleteEdges, edgesOf, type MemberEdge, saveEdges } from '../../store/edges.ts';
import { readLinks } from '../../store/links.ts';
import { type KeyHolders, holdersOf } from '../../store/match-keys.ts';
import { findMembers, type Member, memberRef, readMembers } from '../../store/members.ts';
import { EDGE_BANDS, type ModelTables } from '../../store/model-tables.ts';
import { parseProjection } from '../../store/projection-text.ts';
import type { Pace } from '../pace.ts';
import { PreparedCache } from '../prepared-cache.ts';
import { type CappedKey, keysOf } from './member-keys.ts';

/** What scoring needs of every batch. */
export interface Rescoring {
  tx: PoolClient;
  schema: string;
  tables: ModelTables;
  model: UnifiedModel;
  linkage: Linkage;
  /** Holders of keys that were looked up already. */
  known: Map<string, KeyHolders>;
  /** Keys of members that were made already. */
  held: ReadonlyMap<number, CappedKey[]>;
  /** Whether anybody has decided anything about records of the model. */
  links: boolean;
  pace: Pace;
}

/** Members compared anew at a time: with all their candidates they have to fit into memory. */
const BATCH = 500;

/** Most candidates are those of one record: few are kept prepared, so that the others are gone before they cost anything. */
const PREPARED = 300;
/** Keys whose holders are remembered from batch to batch. */
const MOST_KNOWN = 100_000;

/**
 * Compares members with all that they share a key with, and replaces their edges.
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
  const done = new Set<number>();
  const orphaned = await edgesOf(tx, tables, gone);
  await replaceEdges(context, orphaned, [], touched);
  for (let at = 0; at < members.length; at += BATCH) {
    const batch = members.slice(at, at + BATCH);
    const edges = await scoreBatch(context, batch, done);
    const ids = batch.map(({ id }) => id);
    // An edge to a member of an earlier batch was written with that one.
    const before = (await edgesOf(tx, tables, ids)).filter(({ a, b }) => !done.has(a) && !done.has(b));
    await replaceEdges(context, before, edges, touched);
    for (const id of ids) done.add(id);
    await pace.breathe('match', done.size, members.length);
  }
  return touched;
}

/** Scores the pairs of a batch that no earlier batch has scored. */
async function scoreBatch(
  context: Rescoring,
  batch: readonly Member[],
  done: ReadonlySet<number>,
): Promise<MemberEdge[]> {
  const { tx, tables, model, linkage, pace } = context;
  const keys = new Map(
    batch.map(({ id, projection }) => [id, context.held.get(id) ?? [...keysOf(model, linkage, projection).values()]]),
  );
  await lookUp(context, [...keys.values()].flat());
  const { partners, forced } = await linkedPartners(context, batch);
  for (const [id, own] of keys) {
    const shared = new Map<number, number>();
    for (const { hash, strength } of own) {
      const { members, generic } = context.known.get(hash)!;
      if (generic) continue;
      for (const partner of members ?? []) shared.set(partner, (shared.get(partner) ?? 0) + strength);
    }
    for (const [partner, strength] of shared) {
      if (strength >= ENOUGH && partner !== id && !done.has(partner)) partners.get(id)!.add(partner);
    }
  }
  const present = new Map(batch.map((member) => [member.id, member]));
  const others = new Set([...partners.values()].flatMap((ids) => [...ids]).filter((id) => !present.has(id)));
  for (const member of await readMembers(tx, tables, [...others])) present.set(member.id, member);
  const prepared = new PreparedCache(
    (id) => linkage.prepare(parseProjection(model, present.get(id)!.projection)),
    PREPARED,
  );
  const edges: MemberEdge[] = [];
  const own = new Set(keys.keys());
  for (const [id, ids] of partners) {
    for (const partner of ids) {
      if (own.has(partner) && partner < id && partners.get(partner)!.has(id)) continue; // scored from the other side
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

/** Looks up the holders of keys that are not known yet. */
async function lookUp({ tx, tables, known }: Rescoring, keys: readonly CappedKey[]): Promise<void> {
  if (known.size > MOST_KNOWN) known.clear();
  const wanted = [...new Map(keys.filter(({ hash }) => !known.has(hash)).map((key) => [key.hash, key])).values()];
  if (wanted.length === 0) return;
  const found = await holdersOf(
    tx,
    tables,
    wanted.map((key) => ({ ...key, delta: 0 })),
  );
  wanted.forEach(({ hash }, i) => known.set(hash, found[i]!));
}

/** For each member of a batch those that a person has linked it with, and the pairs that are one entity by that. */
async function linkedPartners(
  { tx, schema, tables, model, links: some }: Rescoring,
  batch: readonly Member[],
): Promise<{ partners: Map<number, Set<number>>; forced: Set<string> }> {
  const partners = new Map(batch.map(({ id }) => [id, new Set<number>()]));
  const forced = new Set<string>();
  if (!some) return { partners, forced };
  const refs = new Map(batch.map((member) => [memberRef(member), member.id]));
  const links = await readLinks(tx, schema, model.name, { refs: [...refs.keys()], ends: 'one' });
  const same = links.filter((link) => link.same);
  const unknown = same.flatMap(({ a, b }) => [a, b]).filter((ref) => !refs.has(ref));
  for (const member of await findMembers(tx, tables, [...new Set(unknown)])) refs.set(memberRef(member), member.id);
  for (const link of same) {
    const [a, b] = [refs.get(link.a), refs.get(link.b)];
    if (a === undefined || b === undefined) continue; // it waits for its record
    partners.get(a)?.add(b);
    partners.get(b)?.add(a);
    forced.add(a < b ? `${a},${b}` : `${b},${a}`);
  }
  return { partners, forced };
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
