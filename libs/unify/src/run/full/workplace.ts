import type { Linkage } from '../../linkage/linkage.ts';
import type { LinkageWeights } from '../../linkage/linkage-weights.ts';
import { openLinkage } from '../../linkage/open-linkage.ts';
import type { UnifiedModel } from '../../model/unified-model.ts';
import type { Projection } from '../../project/project-record.ts';
import { parseProjection } from '../../store/projection-text.ts';
import { KeyBlocks } from './key-blocks.ts';
import { RowWriter } from './row-writer.ts';
import type { SketchRows } from './sketch-rows.ts';
import { type SharedTexts, textReader } from './text-list.ts';

/** All that comparing records takes, in a form that goes from thread to thread. */
export interface PoolWork {
  readonly model: UnifiedModel;
  readonly weights: LinkageWeights;
  readonly projections: SharedTexts;
}

/** Records and their linkage, as one thread has them. */
export interface Workplace {
  readonly linkage: Linkage;
  readonly records: number;
  readonly projection: (record: number) => Projection;
  readonly keys: KeyBlocks;
  readonly rowWriter: RowWriter;
  /** Once all rows are written. */
  rows: SketchRows | undefined;
}

export function openWorkplace({ model, weights, projections }: PoolWork): Workplace {
  const linkage = openLinkage(model, weights);
  const text = textReader(projections);
  const projection = (record: number): Projection => parseProjection(model, text(record));
  return {
    linkage,
    records: projections.sizes.length,
    projection,
    keys: new KeyBlocks(),
    rowWriter: new RowWriter(linkage.comparisons),
    rows: undefined,
  };
}
