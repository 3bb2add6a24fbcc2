import { Heap } from './heap.ts';

/** Why an edge did not join. */
export type Refusal = 'weak link' | 'unique source' | 'forbidden' | 'too large';

export interface IndexedEdge {
  /** Indexes of the two records, the smaller first. */
  readonly at: readonly [number, number];
  readonly weight: number;
  readonly rule: string | null;
}

export interface ClusterRules {
  /** By record: its duplicate-free source, or null. */
  readonly sourceOf: readonly (string | null)[];
  readonly forbidden: readonly (readonly [number, number])[];
  readonly maxSize: number;
  readonly scoreOf: ((a: number, b: number) => number) | undefined;
}

/** Two clusters join when the average weight (log2 odds) between them is at least even. */
const GUARD = 0;
/** One pair's say is bounded, so that no single weight decides over the average of many. */
const MOST_SAY = 12;
/** Between two clusters at most so many pairs are scored: their average stands for all. */
const MOST_SCORED = 400;

/** The pairs between two clusters. */
interface Contact {
  readonly a: Cluster;
  readonly b: Cluster;
  sum: number;
  count: number;
  best: IndexedEdge;
}

interface Cluster {
  /** Index of the first record: stands for the cluster in every order. */
  readonly id: number;
  /** Sorted. */
  members: number[];
  sources: Set<string>;
  alive: boolean;
  contacts: Map<number, Contact>;
}

/** Average linkage over the pairs that have an edge. Weights are rounded, so that no sum depends on its order. */
export class Agglomeration {
  private readonly clusters: Cluster[];
  private readonly forbidden = new Map<number, Set<number>>();
  private readonly refused = new Map<string, { edge: IndexedEdge; reason: Refusal }>();
  private readonly heap = new Heap<Contact>(byFit);
  private readonly clusterOf: Cluster[];

  constructor(
    records: number,
    private readonly rules: ClusterRules,
  ) {
    this.clusters = Array.from({ length: records }, (_, id) => {
      const source = rules.sourceOf[id] ?? null;
      return { id, members: [id], sources: new Set(source === null ? [] : [source]), alive: true, contacts: new Map() };
    });
    this.clusterOf = [...this.clusters];
    for (const [a, b] of rules.forbidden) {
      this.forbidden.set(a, (this.forbidden.get(a) ?? new Set()).add(b));
      this.forbidden.set(b, (this.forbidden.get(b) ?? new Set()).add(a));
    }
  }

  /** Joins two records whatever the rules say. To be called before `join`. */
  force(a: number, b: number): void {
    const [x, y] = [this.clusterOf[a]!, this.clusterOf[b]!];
    if (x !== y) this.merge(x, y);
  }

  join(edges: readonly IndexedEdge[]): {
    clusters: number[][];
    refused: { edge: IndexedEdge; reason: Refusal }[];
  } {
    for (const contact of this.contactsOf(edges)) this.heap.push(contact);
    for (let contact = this.heap.pop(); contact !== undefined; contact = this.heap.pop()) {
      const { a, b } = contact;
      if (!a.alive || !b.alive || a.contacts.get(b.id) !== contact) continue;
      const reason = this.refusal(contact);
      if (reason === null) this.merge(a, b);
      else this.refused.set(`${contact.best.at[0]} ${contact.best.at[1]}`, { edge: contact.best, reason });
    }
    // What was refused may have come together by another way since.
    const refused = [...this.refused.values()].filter(
      ({ edge }) => this.clusterOf[edge.at[0]] !== this.clusterOf[edge.at[1]],
    );
    return { clusters: this.clusters.filter(({ alive }) => alive).map(({ members }) => members), refused };
  }

  private contactsOf(edges: readonly IndexedEdge[]): Contact[] {
    const best = new Map<Cluster, Map<Cluster, { edges: Map<string, IndexedEdge> }>>();
    for (const edge of edges) {
      const [x, y] = [this.clusterOf[edge.at[0]]!, this.clusterOf[edge.at[1]]!];
      if (x === y) continue;
      const [a, b] = x.id < y.id ? [x, y] : [y, x];
      const row = best.get(a) ?? new Map<Cluster, { edges: Map<string, IndexedEdge> }>();
      best.set(a, row);
      const entry = row.get(b) ?? { edges: new Map<string, IndexedEdge>() };
      row.set(b, entry);
      const id = `${edge.at[0]} ${edge.at[1]}`;
      const known = entry.edges.get(id);
      if (known === undefined || stronger(edge, known) < 0) entry.edges.set(id, edge);
    }
    const contacts: Contact[] = [];
    for (const [a, row] of best) {
      for (const [b, { edges: between }] of row) {
        const sorted = [...between.values()].sort(stronger);
        const said = sorted.reduce((sum, { weight }) => sum + say(weight), 0);
        const rest = this.score(a, b, new Set(between.keys()));
        const contact = { a, b, sum: said + rest.sum, count: sorted.length + rest.count, best: sorted[0]! };
        a.contacts.set(b.id, contact);
        b.contacts.set(a.id, contact);
        contacts.push(contact);
      }
    }
    return contacts;
  }

  /** Sum and number of the weights between two clusters, but for the pairs that are known. */
  private score(a: Cluster, b: Cluster, known?: ReadonlySet<string>): { sum: number; count: number } {
    const { scoreOf } = this.rules;
    if (scoreOf === undefined) return { sum: 0, count: 0 };
    const total = a.members.length * b.members.length;
    const stride = Math.max(1, total / MOST_SCORED);
    let [sum, scored] = [0, 0];
    for (let position = 0; position < total; position += stride) {
      const at = Math.floor(position);
      const [x, y] = [a.members[Math.floor(at / b.members.length)]!, b.members[at % b.members.length]!];
      if (known?.has(x < y ? `${x} ${y}` : `${y} ${x}`)) continue;
      sum += say(scoreOf(x, y));
      scored += 1;
    }
    const pairs = total - (known?.size ?? 0);
    if (scored === 0 || pairs <= 0) return { sum: 0, count: 0 };
    return { sum: scored === pairs ? sum : round((sum / scored) * pairs), count: pairs };
  }

  private refusal({ a, b, sum, count }: Contact): Refusal | null {
    const [small, large] = a.members.length < b.members.length ? [a, b] : [b, a];
    for (const member of small.members) {
      const others = this.forbidden.get(member);
      if (others !== undefined && [...others].some((other) => this.clusterOf[other] === large)) return 'forbidden';
    }
    for (const source of small.sources) if (large.sources.has(source)) return 'unique source';
    if (a.members.length + b.members.length > this.rules.maxSize) return 'too large';
    return sum / count < GUARD ? 'weak link' : null;
  }

  private merge(x: Cluster, y: Cluster): void {
    const [a, b] = x.id < y.id ? [x, y] : [y, x];
    const [before, added] = [{ ...a }, b];
    a.members = [...a.members, ...b.members].sort((left, right) => left - right);
    a.sources = new Set([...a.sources, ...b.sources]);
    b.alive = false;
    for (const member of b.members) this.clusterOf[member] = a;
    const others = new Set([...a.contacts.keys(), ...b.contacts.keys()]);
    const contacts = new Map<number, Contact>();
    for (const id of [...others].sort((left, right) => left - right)) {
      const other = this.clusters[id]!;
      if (other === a || other === b) continue;
      const [left, right] = [a.contacts.get(id), b.contacts.get(id)];
      const first = left ?? { ...this.score(before, other), best: right!.best };
      const second = right ?? { ...this.score(added, other), best: left!.best };
      const best = stronger(first.best, second.best) <= 0 ? first.best : second.best;
      const [low, high] = a.id < other.id ? [a, other] : [other, a];
      const contact = { a: low, b: high, sum: first.sum + second.sum, count: first.count + second.count, best };
      contacts.set(id, contact);
      other.contacts.delete(b.id);
      other.contacts.set(a.id, contact);
      this.heap.push(contact);
    }
    a.contacts = contacts;
  }
}

/** The best first: by average weight, then by the strongest edge, then by the records. */
function byFit(x: Contact, y: Contact): number {
  return y.sum / y.count - x.sum / x.count || stronger(x.best, y.best) || x.a.id - y.a.id || x.b.id - y.b.id;
}

function stronger(x: IndexedEdge, y: IndexedEdge): number {
  return y.weight - x.weight || x.at[0] - y.at[0] || x.at[1] - y.at[1];
}

/** Why the one edge between two records does not join them, whatever else is there; null where it does. */
export function pairRefusal(weight: number, source: string | null, otherSource: string | null): Refusal | null {
  if (source !== null && source === otherSource) return 'unique source';
  return say(weight) < GUARD ? 'weak link' : null;
}

const say = (weight: number): number => round(Math.max(-MOST_SAY, Math.min(MOST_SAY, weight)));

/** To multiples of 2^-10: sums of such numbers are exact, in whatever order they are added. */
const round = (weight: number): number => Math.round(weight * 1024) / 1024;
