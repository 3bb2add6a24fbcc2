import type { Linkage } from '../linkage/linkage.ts';
import type { LinkageWeights } from '../linkage/linkage-weights.ts';
import { openLinkage } from '../linkage/open-linkage.ts';
import type { UnifiedModel } from '../model/unified-model.ts';
import type { KnownWeights } from '../store/unify-state.ts';

/** Models, each under one tenant's weights: some 3 MB each. */
const MOST_KEPT = 8;
/** A linkage remembers what it made of values. So many records, and it is opened anew: some 15 MB. */
const MOST_PREPARED = 5000;

interface Kept {
  /** The model's definition as text: the overlay of a tenant makes it another. */
  model: string;
  mark: string;
  weights: LinkageWeights;
  linkage: Linkage;
}

/** The one used last stands at the end. */
let kept: Kept[] = [];

/** Weights of a model that this process has at hand, by their mark: they need not be read again. */
export function knownWeights(model: UnifiedModel): KnownWeights {
  const definition = JSON.stringify(model);
  return new Map(kept.flatMap((each) => (each.model === definition ? [[each.mark, each.weights]] : [])));
}

/**
 * Opens a linkage that later runs of this process find open: reading weights and counting their terms took 30 ms, half of a run
 * after one changed record. For runs that compare few records; linkages are pure, so that it makes no difference to them.
 */
export function keptLinkage(model: UnifiedModel, mark: string, weights: LinkageWeights): Linkage {
  const definition = JSON.stringify(model);
  const known = kept.find((each) => each.mark === mark && each.model === definition);
  const now = known ?? { model: definition, mark, weights, linkage: counted(openLinkage(model, weights)) };
  kept = [...kept.filter((each) => each !== now), now].slice(-MOST_KEPT);
  return now.linkage;
}

/** Has a linkage be kept no longer once it has seen many records; who uses it goes on with it. */
function counted(linkage: Linkage): Linkage {
  let left = MOST_PREPARED;
  const own: Linkage = {
    ...linkage,
    prepare(projection) {
      left -= 1;
      if (left === 0) kept = kept.filter((each) => each.linkage !== own);
      return linkage.prepare(projection);
    },
  };
  return own;
}
