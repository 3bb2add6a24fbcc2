import { exactRules } from '../model/exact-rules.ts';
import type { UnifiedModel } from '../model/unified-model.ts';
import type { Projection } from '../project/project-record.ts';
import type { CandidatePair } from './pair-records.ts';
import { isVetoed } from './veto.ts';

/** A decided pair: two records that are one entity, with what decided it. */
export interface Edge {
  /** `refText` of the record that comes first in code-unit order. */
  readonly a: string;
  readonly b: string;
  /** How sure, above 0 up to 1; stronger edges are clustered first. */
  readonly weight: number;
  /** Name of the strongest rule that the pair satisfies. */
  readonly rule: string;
}

/**
 * Decides one candidate pair: the edge of the strongest exact rule it satisfies, or null when it satisfies none or is
 * vetoed. Scoring by comparison levels comes in here: it needs both projections and gives an edge of its own weight.
 */
export function scorePair(model: UnifiedModel, pair: CandidatePair, a: Projection, b: Projection): Edge | null {
  const rule = exactRules(model).find(({ name }) => pair.kinds.includes(name));
  if (rule === undefined || isVetoed(model, a, b)) return null;
  return { a: pair.a, b: pair.b, weight: rule.weight, rule: rule.name };
}
