import type { PoolClient } from 'pg';
import type { Linkage } from '../../linkage/linkage.ts';
import { ENOUGH } from '../../match/shared-values.ts';
import type { UnifiedModel } from '../../model/unified-model.ts';
import { edgesOf, type MemberEdge } from '../../store/edges.ts';
import { readLinks } from '../../store/links.ts';
import { findMembers, type Member, memberRef, readMembers } from '../../store/members.ts';
import type { ModelTables } from '../../store/model-tables.ts';
import { GENERIC } from '../../store/stored-keys.ts';
import { int32List } from '../full/number-list.ts';
import type { Pace } from '../pace.ts';
import type { ChangedKeyHolders } from './changed-key-holders.ts';
import { recordKeys } from './key-table.ts';
import { KnownKeys } from './known-keys.ts';
import { fillKeys } from './member-keys.ts';

/** What scoring needs of every batch. */
export interface Rescoring {
  tx: PoolClient;
  schema: string;
  tables: ModelTables;
  model: UnifiedModel;
  linkage: Linkage;
  /** Keys of members that were made already, and their holders. */
  keys: ChangedKeyHolders;
  /** Of other members. */
  others: KnownKeys;
  /** Whether anybody has decided anything about records of the model. */
  links: boolean;
  pace: Pace;
}

/** Keys of other members whose holders are remembered from batch to batch. */
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
  const { tx, tables } = context;
  const { partners, forced } = await linkedPartners(context, batch);
  for (const [id, keys] of await keysAtHand(context, batch)) {
    const found = partners.get(id)!;
    eachPartner(keys, (partner) => {
      if (partner !== id && !done.has(partner)) found.add(partner);
    });
  }
  const members = new Map(batch.map((member) => [member.id, member]));
  const others = new Set([...partners.values()].flatMap((ids) => [...ids]).filter((id) => !members.has(id)));
  for (const member of await readMembers(tx, tables, [...others])) members.set(member.id, member);
  // An edge to a member of an earlier batch is written with that one.
  const edges = await edgesOf(
    tx,
    tables,
    batch.map(({ id }) => id),
  );
  return { batch, partners, forced, members, before: edges.filter(({ a, b }) => !done.has(a) && !done.has(b)) };
}

/** Numbers of a member's keys, and who knows their holders. */
interface KeysAtHand {
  known: KnownKeys;
  keys: Int32Array;
}

/** The keys of a batch's members, looked up. */
async function keysAtHand(context: Rescoring, batch: readonly Member[]): Promise<Map<number, KeysAtHand>> {
  const { tx, tables, model, linkage, keys } = context;
  if (context.others.table.size > MOST_KNOWN) context.others = new KnownKeys();
  const { others } = context;
  const found = new Map<number, KeysAtHand>();
  for (const { id, projection } of batch) {
    const held = keys.held.get(id);
    if (held !== undefined) found.set(id, { known: keys.known, keys: held });
    else {
      fillKeys(model, linkage, projection, scratch);
      const own = Int32Array.from({ length: scratch.length }, (_, i) => others.table.numberOf(scratch, i));
      found.set(id, { known: others, keys: own });
    }
  }
  for (const known of [keys.known, others]) {
    await known.settle(
      tx,
      tables,
      [...found.values()].flatMap((each) => (each.known === known ? [...each.keys] : [])),
    );
  }
  return found;
}

const scratch = recordKeys();

/** Tells, in rising order, of those that hold enough of some keys together. */
function eachPartner({ known, keys }: KeysAtHand, take: (member: number) => void): void {
  holders.length = 0;
  for (let i = 0; i < keys.length; i += 1) {
    const key = keys[i]!;
    if ((known.verdict(key) & GENERIC) !== 0) continue;
    const strength = known.table.strength[key]!;
    known.eachHolder(key, (member) => {
      for (let times = 0; times < strength; times += 1) holders.push(member);
    });
  }
  const sorted = holders.view().sort();
  for (let from = 0, to = 0; from < sorted.length; from = to) {
    const member = sorted[from]!;
    while (to < sorted.length && sorted[to] === member) to += 1;
    if (to - from >= ENOUGH) take(member);
  }
}

/** Holders of the keys at hand, each as often as these are strong. */
const holders = int32List();

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
