import type { Comparison } from '../../linkage/comparison.ts';
import type { Linkage } from '../../linkage/linkage.ts';
import type { LinkageWeights } from '../../linkage/linkage-weights.ts';
import { planComparisons } from '../../linkage/plan-comparisons.ts';
import { type KeyPlan, planKeys } from '../../linkage/plan-keys.ts';
import type { UnifiedModel } from '../../model/unified-model.ts';
import type { Projection } from '../../project/project-record.ts';
import { parseProjection } from '../../store/projection-text.ts';
import { KeyBlocks } from './key-blocks.ts';
import { RowWriter } from './row-writer.ts';
import type { SketchRows } from './sketch-rows.ts';
import { type SharedTexts, textReader } from './text-list.ts';

/** All that making keys and sketches of records takes, in a form that goes from thread to thread. */
export interface PoolWork {
  readonly model: UnifiedModel;
  /** Of the weights: the rest of them is told with the pairs, since it may be learnt meanwhile. */
  readonly words: LinkageWeights['words'];
  readonly projections: SharedTexts;
}

/** What pairs are scored by. */
export interface Scoring {
  readonly linkage: Linkage;
  readonly rows: SketchRows;
}

/** Records, as one thread has them. */
export interface Workplace {
  readonly model: UnifiedModel;
  readonly records: number;
  readonly projection: (record: number) => Projection;
  readonly comparisons: readonly Comparison[];
  readonly plan: KeyPlan;
  readonly keys: KeyBlocks;
  readonly rowWriter: RowWriter;
  /** Once all rows are written and weights are there. */
  scoring: Scoring | undefined;
}

export function openWorkplace({ model, words, projections }: PoolWork): Workplace {
  const comparisons = planComparisons(model, words);
  const text = textReader(projections);
  return {
    model,
    records: projections.sizes.length,
    projection: (record) => parseProjection(model, text(record)),
    comparisons,
    plan: planKeys(model, words),
    keys: new KeyBlocks(),
    rowWriter: new RowWriter(comparisons),
    scoring: undefined,
  };
}
