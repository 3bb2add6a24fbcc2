import type { Level } from './comparison.ts';
import { mostRarity } from './rarity.ts';
import { UNKNOWN } from './sketches/sketch-row.ts';
import type { Terms } from './terms.ts';

/** The weights of a comparison. */
interface Weighed {
  readonly levels: readonly Level[];
  /** By level of the parent + 1, by level. */
  readonly rows: readonly (readonly number[])[];
  readonly terms: Terms;
  readonly typical: number;
  readonly factor: number;
  /** How rare a value is, its words tell. */
  readonly byWords?: boolean;
}

/** The most that a comparison adds to the weight, while its level or its parent's is not known, or only which is the first possible. */
export class EvidenceBounds {
  /** By row, by level: the most of this level and those after it. */
  private readonly fromLevel: readonly (readonly number[])[];
  /** By row: as above, of this row and those after it. */
  private readonly fromRowAndLevel: readonly (readonly number[])[];
  /** By row, by level: the most of this row and those after it, rarity aside. */
  private readonly fromRow: readonly (readonly number[])[];

  constructor({ levels, rows, terms, typical, factor, byWords = false }: Weighed) {
    const highest = rows.map((row) =>
      row.map((bits, level) => (bits + mostRarity(levels[level]!.rarity, terms, typical, byWords)) * factor),
    );
    this.fromLevel = highest.map((row) => {
      const most = row.map((_, level) => Math.max(...row.slice(level)));
      most[0] = Math.max(0, most[0]!); // it may say nothing
      return most;
    });
    this.fromRowAndLevel = suffixes(this.fromLevel);
    this.fromRow = suffixes(rows);
  }

  /**
   * Of an unknown level.
   * @param level the first possible
   * @param parent the parent's level, -1 for none
   * @param parentFrom where the parent's is unknown, the first possible
   */
  ofUnknown(level: number, parent: number, parentFrom: number): number {
    if (parent !== UNKNOWN) return (this.fromLevel[parent + 1] ?? this.fromLevel[0]!)[level]!;
    return this.fromRowAndLevel[parentFrom === 0 ? 0 : parentFrom + 1]![level]!;
  }

  /** The most that a level has where its parent's is unknown, rarity and factor aside. */
  ofLevel(level: number, parentFrom: number): number {
    return this.fromRow[parentFrom === 0 ? 0 : parentFrom + 1]![level]!;
  }
}

/** Each row the most of itself and those after it, number by number. */
function suffixes(rows: readonly (readonly number[])[]): number[][] {
  const most: number[][] = rows.map((row) => [...row]);
  for (let row = rows.length - 2; row >= 0; row -= 1) {
    for (const [i, below] of most[row + 1]!.entries()) most[row]![i] = Math.max(most[row]![i]!, below);
  }
  return most;
}
