import type { Comparison } from './pair-view.ts';

/** One thing that decided a pair: had it been otherwise, so would the verdict. */
export interface Turn {
  /** The field, rule or veto. */
  what: string;
  /** How the verdict would read then. */
  verdict: 'match' | 'no match';
  why: string;
}

/**
 * What would have decided a pair otherwise: the rule that matched it, the veto that keeps it apart, or each field that alone,
 * had it said nothing, would have carried the weight over the threshold or under it.
 * @param needed weight from which on a pair is matched
 */
export function turnsOf({ weight, rule, veto, evidence }: Comparison, needed: number): Turn[] {
  const turns: Turn[] = [];
  const matches = veto === null && (rule !== null || weight >= needed);
  if (veto !== null && (rule !== null || weight >= needed)) {
    turns.push({ what: 'veto', verdict: 'match', why: `without it: ${veto}` });
  }
  if (rule !== null && matches && weight < needed) {
    turns.push({ what: rule, verdict: 'no match', why: 'without this rule the evidence does not suffice' });
  }
  if (rule !== null || veto !== null) return turns;
  for (const { field, level, weight: bits } of evidence) {
    const without = weight - bits;
    if (without >= needed === matches) continue;
    const why = `its "${level}" gives ${bits.toFixed(1)} bits; without it the pair has ${without.toFixed(1)}`;
    turns.push({ what: field, verdict: matches ? 'no match' : 'match', why });
  }
  return turns;
}
