import type { Comparison } from '../comparison.ts';
import { type Numbers, SILENT } from './sketch.ts';

/** The sketches of one record: numbers of each comparison's behind a head that tells how many they are. */
export interface SketchRow {
  readonly all: Uint32Array;
  /** Where the row begins. */
  readonly at: number;
}

/** Count of a value that has no numbers; 0 is that there is no value. */
export const NO_NUMBERS = 255;
/** Level of a comparison that was not looked at yet; -1 is that it says nothing. */
export const UNKNOWN = -2;

/** Counts are bytes, four in a number. */
const headOf = (comparisons: number): number => (comparisons + 3) >> 2;

/** @param sketches by comparison: null where the record has no value */
export function rowOf(sketches: readonly (readonly number[] | null)[]): number[] {
  const row: number[] = [];
  for (let c = 0; c < sketches.length; c += 4) row.push(0);
  for (let c = 0; c < sketches.length; c += 1) {
    const sketch = sketches[c]!;
    if (sketch === null) continue;
    row[c >> 2]! += (sketch.length === 0 ? NO_NUMBERS : sketch.length) * SHIFTS[c & 3]!;
    for (let i = 0; i < sketch.length; i += 1) row.push(sketch[i]!);
  }
  return row;
}

const SHIFTS = [1, 2 ** 8, 2 ** 16, 2 ** 24] as const;

export const countOf = ({ all, at }: SketchRow, c: number): number => (all[at + (c >> 2)]! >>> ((c & 3) * 8)) & 255;

/** Where the numbers of a comparison begin. */
export function placeOf(row: SketchRow, c: number, comparisons: number): number {
  let place = row.at + headOf(comparisons);
  for (let before = 0; before < c; before += 1) {
    const count = countOf(row, before);
    if (count !== NO_NUMBERS) place += count;
  }
  return place;
}

/** Tells levels of two records from their sketches, as far as these do. */
export class RowTeller {
  private readonly x: Numbers = { all: new Uint32Array(0), from: 0, to: 0 };
  private readonly y: Numbers = { all: new Uint32Array(0), from: 0, to: 0 };

  constructor(private readonly comparisons: readonly Comparison[]) {}

  /**
   * @param found gets the level of each comparison, -1 or UNKNOWN
   * @param least gets the first level that is possible of each that is unknown
   */
  tell(a: SketchRow, b: SketchRow, found: Int8Array, least: Int8Array): void {
    const { comparisons, x, y } = this;
    const head = headOf(comparisons.length);
    x.all = a.all;
    y.all = b.all;
    let [i, j] = [a.at + head, b.at + head];
    for (let c = 0; c < comparisons.length; c += 1) {
      const [m, n] = [countOf(a, c), countOf(b, c)];
      least[c] = 0;
      found[c] = m === 0 || n === 0 ? -1 : UNKNOWN;
      const { sketch, levels } = comparisons[c]!;
      if (sketch !== undefined && m !== 0 && n !== 0 && m !== NO_NUMBERS && n !== NO_NUMBERS) {
        x.to = (x.from = i) + m;
        y.to = (y.from = j) + n;
        const told = sketch.tell(x, y);
        if (told === SILENT) found[c] = -1;
        else least[c] = Math.min(told, levels.length - 1);
        if (told >= levels.length - 1) found[c] = levels.length - 1;
      }
      if (m !== NO_NUMBERS) i += m;
      if (n !== NO_NUMBERS) j += n;
    }
  }
}
