import { type Lesson, lessonOf } from '../../linkage/train-linkage.ts';
import type { UnifiedModel } from '../../model/unified-model.ts';
import { parseProjection } from '../../store/projection-text.ts';

/** Records to learn from, as threads hand them to each other. */
export interface DrawnTexts {
  /** Projections as they are stored. */
  readonly texts: readonly string[];
  /** By record: the name of its source. */
  readonly sources: readonly string[];
}

/** What is learnt from, of projections as they are stored. */
export const lessonFrom = (model: UnifiedModel, { texts, sources }: DrawnTexts): Lesson =>
  lessonOf(
    model,
    texts.map((text) => parseProjection(model, text)),
    sources,
  );
