import { type Comparison, MISSING } from './comparison.ts';
import { EvidenceBounds } from './evidence-bounds.ts';
import type { LinkageWeights } from './linkage-weights.ts';
import type { PreparedRecord } from './prepared-record.ts';
import { rarityOf } from './rarity.ts';
import { RowTeller, UNKNOWN } from './sketches/sketch-row.ts';
import { Terms } from './terms.ts';

/** Sums of the same numbers in another order differ by less. */
const SLACK = 1e-6;

/** What one comparison may say, in bits. */
interface Table {
  readonly comparison: Comparison;
  /** By level of the parent + 1, by level. */
  readonly rows: readonly (readonly number[])[];
  /** -1 for none. */
  readonly parent: number;
  readonly children: readonly number[];
  readonly terms: Terms;
  readonly typical: number;
  readonly factor: number;
  readonly bounds: EvidenceBounds;
}

/** Sums up what the comparisons of two records say, and tells early where it cannot come to much. */
export class EvidenceSum {
  /** Level of each comparison in the last sum, -1 where it says nothing. */
  readonly found: Int8Array;
  private readonly tables: readonly Table[];
  /** Comparisons, those first that take least. */
  private readonly order: readonly number[];
  private readonly teller: RowTeller;
  /** By comparison: the first level that is possible while it is unknown. */
  private readonly least: Int8Array;
  private readonly rarity: Float64Array;
  /** By comparison: what it adds at most, as far as is known. */
  private readonly upper: Float64Array;

  /** @param factors by comparison: its evidence counts so many times */
  constructor(
    comparisons: readonly Comparison[],
    private readonly weights: LinkageWeights,
    factors: readonly number[],
  ) {
    this.found = new Int8Array(comparisons.length);
    this.least = new Int8Array(comparisons.length);
    this.rarity = new Float64Array(comparisons.length);
    this.upper = new Float64Array(comparisons.length);
    this.teller = new RowTeller(comparisons);
    this.tables = weights.comparisons.map(({ bits, parent, given, typical, terms: counts }, c) => {
      const weighed = { rows: [bits, ...given], terms: new Terms(counts), typical, factor: factors[c]! };
      const children = weights.comparisons.flatMap((other, child) => (other.parent === c ? [child] : []));
      const bounds = new EvidenceBounds({
        ...weighed,
        levels: comparisons[c]!.levels,
        byWords: comparisons[c]!.bitsOf !== undefined,
      });
      return { ...weighed, comparison: comparisons[c]!, parent: parent ?? -1, children, bounds };
    });
    this.order = comparisons.map((_, c) => c).sort((x, y) => comparisons[x]!.effort - comparisons[y]!.effort || x - y);
  }

  /** The whole sum, in bits. Leaves the levels in `found`. */
  of(a: PreparedRecord, b: PreparedRecord, note?: (c: number, level: string, bits: number) => void): number {
    for (let c = 0; c < this.found.length; c += 1) this.look(c, a, b);
    return this.total(note);
  }

  /** The sum, or null as soon as it is sure to be less than `least`; `found` is whole only with a sum. */
  atLeast(a: PreparedRecord, b: PreparedRecord, least: number): number | null {
    const { found, upper, order } = this;
    this.tellApart(a, b);
    let most = this.weights.prior;
    for (let c = 0; c < found.length; c += 1) most += upper[c] = this.mostOf(c);
    for (let at = 0; at < order.length; at += 1) {
      const c = order[at]!;
      if (found[c] !== UNKNOWN) continue;
      if (most < least - SLACK) return null;
      this.look(c, a, b);
      most += this.lower(c);
      const { children } = this.tables[c]!;
      for (let i = 0; i < children.length; i += 1) most += this.lower(children[i]!);
    }
    return most < least - SLACK ? null : this.total();
  }

  /** Levels as far as they are told without values. */
  private tellApart(a: PreparedRecord, b: PreparedRecord): void {
    const { found, least } = this;
    this.rarity.fill(0); // sketches tell of the last level alone, at which none counts
    if (a.row !== undefined && b.row !== undefined) return this.teller.tell(a.row, b.row, found, least);
    for (let c = 0; c < found.length; c += 1) found[c] = a.has(c) && b.has(c) ? UNKNOWN : -1;
    least.fill(0);
  }

  private look(c: number, a: PreparedRecord, b: PreparedRecord): void {
    const [x, y] = [a.value(c), b.value(c)];
    const table = this.tables[c]!;
    const level = x === null || y === null ? -1 : table.comparison.level(x, y);
    this.found[c] = level;
    if (level >= 0) this.rarity[c] = rarityOf(table.comparison, level, table, x!, y!);
  }

  /** Brings a bound down to what is known now; by how much, as a number below 0. */
  private lower(c: number): number {
    const before = this.upper[c]!;
    this.upper[c] = this.mostOf(c);
    return this.upper[c]! - before;
  }

  /** What a comparison adds at most, as far as levels are known. */
  private mostOf(c: number): number {
    const level = this.found[c]!;
    if (level === -1) return 0;
    const { rows, parent, bounds, factor } = this.tables[c]!;
    const above = parent < 0 ? -1 : this.found[parent]!;
    const from = above === UNKNOWN ? this.least[parent]! : 0;
    if (level === UNKNOWN) return bounds.ofUnknown(this.least[c]!, above, from);
    const bits = above === UNKNOWN ? bounds.ofLevel(level, from) : (rows[above + 1] ?? rows[0]!)[level]!;
    return (bits + this.rarity[c]!) * factor;
  }

  private total(note?: (c: number, level: string, bits: number) => void): number {
    let weight = this.weights.prior;
    for (let c = 0; c < this.found.length; c += 1) {
      const level = this.found[c]!;
      if (level < 0) {
        note?.(c, MISSING, 0);
        continue;
      }
      const { comparison, rows, parent, factor } = this.tables[c]!;
      const given = parent < 0 ? 0 : this.found[parent]! + 1;
      const bits = ((rows[given] ?? rows[0]!)[level]! + this.rarity[c]!) * factor;
      weight += bits;
      note?.(c, comparison.levels[level]!.name, bits);
    }
    return weight;
  }
}
