import type { PoolClient } from 'pg';
import type { Linkage } from '../../linkage/linkage.ts';
import { ENOUGH } from '../../match/shared-values.ts';
import type { UnifiedModel } from '../../model/unified-model.ts';
import { edgesOf, type MemberEdge } from '../../store/edges.ts';
import { readLinks } from '../../store/links.ts';
import { type KeyHolders, holdersOf } from '../../store/match-keys.ts';
import { findMembers, type Member, memberRef, readMembers } from '../../store/members.ts';
import type { ModelTables } from '../../store/model-tables.ts';
import type { Pace } from '../pace.ts';
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
  held: ReadonlyMap<number, readonly CappedKey[]>;
  /** Whether anybody has decided anything about records of the model. */
  links: boolean;
  pace: Pace;
}

/** Keys whose holders are remembered from batch to batch. */
const MOST_KNOWN = 100_000;

/** Members and all that they are to be compared with. */
export interface Candidates {
  batch: readonly Member[];
  /** By member of the batch: whom it is to be compared with. */
  partners: Map<number, Set<number>>;
  /** Pairs that a person has linked, as `a,b`. */
  forced: ReadonlySet<string>;
  /** All of these, and the batch's own, by number. */
  members: ReadonlyMap<number, Member>;
  /** The batch's edges as they are, but for those to members of earlier batches. */
  before: MemberEdge[];
}

/**
 * Finds out whom members are to be compared with: all that share enough values with them.
 * @param done members of earlier batches: pairs with those are scored
 */
export async function fetchCandidates(
  context: Rescoring,
  batch: readonly Member[],
  done: ReadonlySet<number>,
): Promise<Candidates> {
  const { tx, tables, model, linkage } = context;
  const keys = new Map(
    batch.map(({ id, projection }) => [id, context.held.get(id) ?? keysOf(model, linkage, projection)]),
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
  const members = new Map(batch.map((member) => [member.id, member]));
  const others = new Set([...partners.values()].flatMap((ids) => [...ids]).filter((id) => !members.has(id)));
  for (const member of await readMembers(tx, tables, [...others])) members.set(member.id, member);
  // An edge to a member of an earlier batch is written with that one.
  const edges = await edgesOf(tx, tables, [...keys.keys()]);
  return { batch, partners, forced, members, before: edges.filter(({ a, b }) => !done.has(a) && !done.has(b)) };
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
