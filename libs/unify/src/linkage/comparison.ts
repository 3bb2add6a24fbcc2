import type { Projection } from '../project/project-record.ts';
import type { Sketch } from './sketches/sketch.ts';
import { ValueCache } from './value-cache.ts';

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

/** A value as a comparison reads it. */
export interface Value {
  /** What its frequency is counted by. */
  readonly text: string;
}

/** How the value that is compared is read off a record: its text, and what is made of that. */
export interface Reading<V extends Value = Value> {
  /** The text that says all of the record's value, null when it has none: then nothing is said. */
  textOf(projection: Projection): string | null;
  /** The value of such a text. Pure. */
  make(text: string): V;
  /** Both at once. */
  read(projection: Projection): V | null;
  /** Tells values apart without them; of comparisons without, few values make up most records. */
  readonly sketch?: Sketch<V>;
}

/** Compares one aspect of two records. `V` is its own form of the value. */
export interface Comparison<V extends Value = Value> extends Reading<V> {
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
  /** The same, or where the value is missing, unless something personal agrees: two of one family, at one address, look like matches otherwise. */
  readonly kinAt?: number;
  /** Hardly two persons share the value, as members of a family share name, address and telephone. */
  readonly personal?: boolean;
  /**
   * Information of a value in bits, where its words tell it: most full names are met once, and how often their parts are says more of
   * how often two persons share one.
   */
  bitsOf?(value: V): number;
  /** What comparing takes, roughly: the quicker are looked at first, since they tell most pairs that are no matches. */
  readonly effort: number;
  /** Index into `levels`, or -1 where the two values say nothing about each other. Symmetric. */
  level(a: V, b: V): number;
}

/** A reading of values of which most are of one record: remembering them takes longer than making them. */
export function reading<V extends Value>(textOf: Reading<V>['textOf'], make: (text: string) => V): Reading<V> {
  const read = (projection: Projection): V | null => {
    const text = textOf(projection);
    return text === null ? null : make(text);
  };
  return { textOf, make, read };
}

/** A reading of values that come again and again, or take long to make. */
export function rememberedReading<V extends Value>(
  textOf: Reading<V>['textOf'],
  make: (text: string) => V,
): Reading<V> {
  const cache = new ValueCache(make);
  return reading(textOf, (text) => cache.get(text));
}

export const MISSING = 'missing';
/** Level of what keeps companies under the threshold where no name speaks for the match. */
export const UNNAMED = 'unnamed';
/** Level of what keeps companies under it of which one's name says that it holds the other, or stands beside it. */
export const STRUCTURED = 'other structure';
/** Level of what keeps companies under it whose names are not the same and of which nothing else than the domain agrees: a branch, a sister. */
export const ELSEWHERE = 'elsewhere';

/** Level of what keeps two persons under it whose given names differ, and of whom nothing agrees that one has alone: two of one family. */
export const FAMILY = 'family';

/** Probabilities are normalised, so that tables can be written in rounded numbers. */
export function levels(...rows: readonly (readonly [name: string, m: number, u: number, rarity?: number])[]): Level[] {
  const [m, u] = [rows.reduce((sum, row) => sum + row[1], 0), rows.reduce((sum, row) => sum + row[2], 0)];
  return rows.map(([name, rowM, rowU, rarity = 0]) => ({ name, m: rowM / m, u: rowU / u, rarity }));
}
