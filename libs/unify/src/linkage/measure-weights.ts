import type { UnifiedModel } from '../model/unified-model.ts';
import type { LinkageWeights } from './linkage-weights.ts';
import { openLinkage } from './open-linkage.ts';
import { type DecidedPair, refineWeights } from './refine-weights.ts';

/** How well weights agree with what people decided. */
export interface WeightsMeasure {
  pairs: number;
  /** Pairs that would be matched and are the same. */
  matched: number;
  /** Pairs that would be matched and are different. */
  false_matches: number;
  /** Pairs that are the same and would not be matched by themselves. */
  missed: number;
  /** Mean surprise at the decisions, in bits: 0 is perfect, 1 what a coin gives. */
  surprise: number;
}

/** No single decision counts for more surprise than this: nobody is right about a pair once in 2^20. */
const MOST_SURPRISE = 20;
const FOLDS = 5;

export function measureWeights(
  model: UnifiedModel,
  weights: LinkageWeights,
  decided: readonly DecidedPair[],
): WeightsMeasure {
  const linkage = openLinkage(model, weights);
  const measure = { pairs: decided.length, matched: 0, false_matches: 0, missed: 0, surprise: 0 };
  for (const { a, b, same } of decided) {
    const { band, probability } = linkage.score(linkage.prepare(a), linkage.prepare(b));
    if (band === 'auto') measure[same ? 'matched' : 'false_matches'] += 1;
    else if (same) measure.missed += 1;
    measure.surprise += Math.min(MOST_SURPRISE, -Math.log2(Math.max(same ? probability : 1 - probability, 1e-12)));
  }
  return { ...measure, surprise: decided.length === 0 ? 0 : measure.surprise / decided.length };
}

/**
 * What refining by decisions is good for, measured on decisions that it has not seen: each fifth of them is judged by weights that
 * were refined with the others.
 */
export function measureRefining(
  model: UnifiedModel,
  weights: LinkageWeights,
  decided: readonly DecidedPair[],
): WeightsMeasure {
  const total = { pairs: 0, matched: 0, false_matches: 0, missed: 0, surprise: 0 };
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const unseen = decided.filter((_, i) => i % FOLDS === fold);
    const seen = decided.filter((_, i) => i % FOLDS !== fold);
    const measure = measureWeights(model, refineWeights(model, weights, seen), unseen);
    total.pairs += measure.pairs;
    total.matched += measure.matched;
    total.false_matches += measure.false_matches;
    total.missed += measure.missed;
    total.surprise += measure.surprise * measure.pairs;
  }
  return { ...total, surprise: total.pairs === 0 ? 0 : total.surprise / total.pairs };
}
