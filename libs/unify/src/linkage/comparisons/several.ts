import type { Comparison, Level, Value, Reading } from '../comparison.ts';

/** The values of all fields of one type: a fax number may be the other system's phone. */
export interface Several<V> extends Value {
  readonly values: readonly V[];
}

/** The best level that any value of one record reaches with any of the other. */
export function severalComparison<V extends Value>(
  field: string,
  levels: readonly Level[],
  from: Reading<Several<V>>,
  compare: (a: V, b: V) => number,
): Comparison<Several<V>> {
  return {
    field,
    levels,
    effort: 4,
    ...from,
    level(a, b) {
      if (a === b) return 0;
      let best = levels.length - 1;
      for (const x of a.values) for (const y of b.values) best = Math.min(best, compare(x, y));
      return best;
    },
  };
}
