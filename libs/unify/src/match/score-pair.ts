import { exactRules } from '../model/exact-rules.ts';
import type { UnifiedModel } from '../model/unified-model.ts';
import type { Projection } from '../project/project-record.ts';
import type { Edge } from './edge.ts';
import type { CandidatePair } from './pair-records.ts';
import { isVetoed } from './veto.ts';

/**
 * Decides one candidate pair: the edge of the strongest exact rule it satisfies, or null when it satisfies none or is
 * vetoed. Scoring by comparison levels comes in here: it needs both projections and gives an edge of its own weight.
 */
export function scorePair(model: UnifiedModel, pair: CandidatePair, a: Projection, b: Projection): Edge | null {
  const rule = exactRules(model).find(({ name }) => pair.kinds.includes(name));
  if (rule === undefined || isVetoed(model, a, b)) return null;
  return { a: pair.a, b: pair.b, weight: rule.weight, rule: rule.name };
}
