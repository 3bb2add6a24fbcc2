import { type Lesson, lessonOf } from '../../linkage/train-linkage.ts';
import type { UnifiedModel } from '../../model/unified-model.ts';
import { parseProjection } from '../../store/projection-text.ts';

/** What is learnt from, of projections as they are stored. */
export const lessonFrom = (model: UnifiedModel, texts: readonly string[]): Lesson =>
  lessonOf(
    model,
    texts.map((text) => parseProjection(model, text)),
  );
