import type { LinkageWeights } from '../../linkage/linkage-weights.ts';
import type { Steps } from '../../linkage/steps.ts';
import { trainInSteps } from '../../linkage/train-linkage.ts';
import type { UnifiedModel } from '../../model/unified-model.ts';
import { parseProjection } from '../../store/projection-text.ts';

/** Learns weights from projections as they are stored. */
export function learnFrom(model: UnifiedModel, texts: readonly string[]): Steps<LinkageWeights> {
  return trainInSteps(
    model,
    texts.map((text) => parseProjection(model, text)),
  );
}
