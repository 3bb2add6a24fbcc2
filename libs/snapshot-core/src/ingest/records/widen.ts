import type { LogicalType } from '../../catalog/stream.entity.ts';

/** Types of which one takes in the other. */
const widening: readonly (readonly [LogicalType, LogicalType])[] = [
  ['integer', 'number'],
  ['date', 'datetime'],
];

/**
 * The type that takes in both: a number takes in integers, a time days; what has nothing in common is text, in which
 * every value stands as it was delivered. Neither order nor grouping of the types makes a difference.
 */
export function widen(a: LogicalType, b: LogicalType): LogicalType {
  if (a === b) return a;
  return (
    widening.find(([narrow, wide]) => (a === narrow && b === wide) || (b === narrow && a === wide))?.[1] ?? 'string'
  );
}
