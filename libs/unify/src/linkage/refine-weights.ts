import type { UnifiedModel } from '../model/unified-model.ts';
import type { Projection } from '../project/project-record.ts';
import type { LinkageWeights } from './linkage-weights.ts';
import { openLinkage } from './open-linkage.ts';
import { planComparisons } from './plan-comparisons.ts';

/** Two records about which people have decided. */
export interface DecidedPair {
  readonly a: Projection;
  readonly b: Projection;
  readonly same: boolean;
}

/** How far decisions may move a weight: one standard deviation of what is believed beforehand, in bits. */
const SPREAD = 1.5;
/** Rounds over all weights; they settle within a few. */
const ROUNDS = 40;
const LN2 = Math.LN2;

/**
 * Weights moved towards what people decided: logistic regression on an offset for each level of each comparison and for the
 * prior, each held to where it was by a Gaussian prior (MAP estimate), so that few decisions move little. Pairs that an
 * exact rule or a veto decides teach nothing about weights and are left out. The same pairs give the same weights
 * in whatever order they come.
 */
export function refineWeights(
  model: UnifiedModel,
  weights: LinkageWeights,
  decided: readonly DecidedPair[],
): LinkageWeights {
  const levels = planComparisons(model, weights.words).map((comparison) => comparison.levels.map(({ name }) => name));
  const lessons = lessonsOf(model, weights, decided, levels);
  const offsets = fit(lessons, levels);
  const [prior = 0, ...own] = offsets;
  return {
    ...weights,
    prior: rounded(weights.prior + (prior as number)),
    comparisons: weights.comparisons.map((comparison, c) => {
      const moved = (row: readonly number[]) =>
        row.map((bits, level) => rounded(bits + (own[c] as Float64Array)[level]!));
      return { ...comparison, bits: moved(comparison.bits), given: comparison.given.map(moved) };
    }),
  };
}

/** What one decided pair teaches. */
interface Lesson {
  weight: number;
  same: boolean;
  /** Level of each comparison, -1 where it says nothing. */
  levels: number[];
}

function lessonsOf(
  model: UnifiedModel,
  weights: LinkageWeights,
  decided: readonly DecidedPair[],
  levels: readonly (readonly string[])[],
): Lesson[] {
  const linkage = openLinkage(model, weights);
  return decided.flatMap(({ a, b, same }) => {
    const { rule, veto, prior, evidence: said } = linkage.explain(linkage.prepare(a), linkage.prepare(b));
    if (rule !== null || veto !== null) return [];
    // What is held back is said after what the comparisons say.
    const evidence = said.slice(0, levels.length);
    const weight = evidence.reduce((sum, { weight: bits }) => sum + bits, prior);
    return [{ weight, same, levels: evidence.map(({ level }, c) => levels[c]!.indexOf(level)) }];
  });
}

/** Offsets of the prior and of each comparison's levels, one after the other by Newton's step until they have settled. */
function fit(lessons: readonly Lesson[], levels: readonly (readonly string[])[]): [number, ...Float64Array[]] {
  const weights = lessons.map(({ weight }) => weight);
  const everywhere = lessons.map((_, i) => i);
  const cells = levels.map((names, c) =>
    names.map((_, level) => everywhere.filter((i) => lessons[i]!.levels[c] === level)),
  );
  let prior = 0;
  const offsets = levels.map((names) => new Float64Array(names.length));
  const step = (at: readonly number[], offset: number): number => {
    let gradient = offset / SPREAD ** 2;
    let curvature = 1 / SPREAD ** 2;
    for (const i of at) {
      const p = 1 / (1 + 2 ** -weights[i]!);
      gradient += (p - (lessons[i]!.same ? 1 : 0)) * LN2;
      curvature += p * (1 - p) * LN2 ** 2;
    }
    // Far from the data the curve is flat and Newton's step too long.
    const change = Math.max(-1, Math.min(1, -gradient / curvature));
    for (const i of at) weights[i]! += change;
    return offset + change;
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    prior = step(everywhere, prior);
    offsets.forEach((own, c) => own.forEach((offset, level) => (own[level] = step(cells[c]![level]!, offset))));
  }
  return [prior, ...offsets];
}

const rounded = (bits: number): number => Math.round(bits * 1000) / 1000;
