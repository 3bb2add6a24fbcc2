import { CONNECTING, EDGE_BANDS } from '../../match/edge-bands.ts';
import { DisjointSets } from './disjoint-sets.ts';
import { float64List, uint32List, uint8List } from './number-list.ts';
import type { PairChunk } from './score-pairs.ts';

/** Scored pairs of a full run, 18 bytes each. */
export class EdgeList {
  private readonly as = uint32List();
  private readonly bs = uint32List();
  private readonly weights = float64List();
  private readonly bands = uint8List();
  private readonly ruleNumbers = uint8List();
  private readonly rules: (string | null)[] = [null];
  /** Why an edge did not join its records; of few edges only. */
  private readonly reasons = new Map<number, string>();

  get length(): number {
    return this.as.length;
  }

  /** @param a the smaller of the two numbers */
  push(a: number, b: number, weight: number, band: number, rule: string | null): void {
    this.as.push(a);
    this.bs.push(b);
    this.weights.push(weight);
    this.bands.push(band);
    let number = this.rules.indexOf(rule);
    if (number < 0) number = this.rules.push(rule) - 1;
    this.ruleNumbers.push(number);
  }

  /** Adds the pairs of a chunk. */
  append({ a, b, weight, band, rule, rules }: PairChunk): void {
    for (let i = 0; i < a.length; i += 1) this.push(a[i]!, b[i]!, weight[i]!, band[i]!, rules[rule[i]!]!);
  }

  a = (edge: number): number => this.as.array[edge]!;
  b = (edge: number): number => this.bs.array[edge]!;
  weight = (edge: number): number => this.weights.array[edge]!;
  band = (edge: number): number => this.bands.array[edge]!;
  rule = (edge: number): string | null => this.rules[this.ruleNumbers.array[edge]!]!;
  held = (edge: number): string | null => this.reasons.get(edge) ?? null;

  hold(edge: number, reason: string): void {
    this.reasons.set(edge, reason);
  }

  /** A person has decided that its records are one entity. */
  force(edge: number): void {
    this.bands.array[edge] = EDGE_BANDS.forced;
  }

  connects(edge: number): boolean {
    return this.band(edge) >= CONNECTING;
  }

  /** The records that connecting edges hold together. */
  components(records: number): DisjointSets {
    const sets = new DisjointSets(records);
    for (let edge = 0; edge < this.length; edge += 1) {
      if (this.connects(edge)) sets.join(this.a(edge), this.b(edge));
    }
    return sets;
  }

  /** Connecting edges by the root of their component: those of `root` are `edges[starts[root]]` up to the next start. */
  byComponent(sets: DisjointSets, records: number): { starts: Uint32Array; edges: Uint32Array } {
    const starts = new Uint32Array(records + 1);
    for (let edge = 0; edge < this.length; edge += 1) {
      if (this.connects(edge)) starts[sets.find(this.a(edge)) + 1]! += 1;
    }
    for (let root = 0; root < records; root += 1) starts[root + 1]! += starts[root]!;
    const edges = new Uint32Array(starts[records]!);
    const next = starts.slice(0, records);
    for (let edge = 0; edge < this.length; edge += 1) {
      if (this.connects(edge)) edges[next[sets.find(this.a(edge))]!++] = edge;
    }
    return { starts, edges };
  }
}
