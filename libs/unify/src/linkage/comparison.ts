import type { Projection } from '../project/project-record.ts';

/** How far two values agree. Levels of a comparison are listed from the same to the different. */
export interface Level {
  readonly name: string;
  /** Documented default: probability of this level between two records of one entity. */
  readonly m: number;
  /** Documented default: the same between two random records. */
  readonly u: number;
  /** How much of the value's rarity counts at this level, 0 to 1: agreeing in `Zwingli` says more than in `Smith`. */
  readonly rarity: number;
}

/** A value as a comparison reads it. Equal texts are one object. */
export interface Value {
  /** What its frequency is counted by. */
  readonly text: string;
}

/** Compares one aspect of two records. `V` is its own form of the value. */
export interface Comparison<V extends Value = Value> {
  /** The model's field, or fields joined by `+`. */
  readonly field: string;
  /** The fields of the model that it compares. */
  readonly fields?: readonly string[];
  readonly levels: readonly Level[];
  /** Comparisons of one group tell of one thing (an address): where one agrees the others mostly do, whoever it is. */
  readonly group?: string;
  /** The value belongs to one entity alone: two records that agree in none such and differ in two are not matched. */
  readonly strong?: boolean;
  /** What the entity is called: two records of one entity hardly ever differ in it altogether. */
  readonly primary?: boolean;
  /** With two records at this level nothing is learnt about what matches look like, however alike they are else. */
  readonly apartAt?: number;
  /** The same where nothing personal is compared: two of one family, at one address, look like matches otherwise. */
  readonly kinAt?: number;
  /** Hardly two persons share the value, as members of a family share name, address and telephone. */
  readonly personal?: boolean;
  /** The record's value, null when it has none: then nothing is said. */
  read(projection: Projection): V | null;
  /** Index into `levels`, or -1 where the two values say nothing about each other. Symmetric. */
  level(a: V, b: V): number;
}

export const MISSING = 'missing';
/** Level of what keeps companies under the threshold where no name speaks for the match. */
export const UNNAMED = 'unnamed';
/** Level of what keeps companies under it of which one's name says that it holds the other, or stands beside it. */
export const STRUCTURED = 'other structure';

/** Probabilities are normalised, so that tables can be written in rounded numbers. */
export function levels(...rows: readonly (readonly [name: string, m: number, u: number, rarity?: number])[]): Level[] {
  const [m, u] = [rows.reduce((sum, row) => sum + row[1], 0), rows.reduce((sum, row) => sum + row[2], 0)];
  return rows.map(([name, rowM, rowU, rarity = 0]) => ({ name, m: rowM / m, u: rowU / u, rarity }));
}
