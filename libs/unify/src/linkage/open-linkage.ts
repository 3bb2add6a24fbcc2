import { MAX_HOLDERS } from '../match/pair-records.ts';
import { matchKeys } from '../match/match-keys.ts';
import { isVetoed } from '../match/veto.ts';
import { exactRules } from '../model/exact-rules.ts';
import type { UnifiedModel } from '../model/unified-model.ts';
import type { Explained, Linkage, Prepared } from './linkage.ts';
import type { LinkageWeights } from './linkage-weights.ts';

/** Opens the linkage of a model under weights that were trained for it. */
export function openLinkage(model: UnifiedModel, weights: LinkageWeights): Linkage {
  const explain = (a: Prepared, b: Prepared): Explained => {
    const keys = new Set(matchKeys(model, a.projection).map(({ kind, value }) => JSON.stringify([kind, value])));
    const shared = new Set(
      matchKeys(model, b.projection)
        .filter(({ kind, value }) => keys.has(JSON.stringify([kind, value])))
        .map(({ kind }) => kind),
    );
    const rule = exactRules(model).find(({ name }) => shared.has(name));
    const veto = isVetoed(model, a.projection, b.projection) ? 'two identifiers differ' : null;
    const matched = rule !== undefined && veto === null;
    const weight = matched ? 20 * rule.weight : -20;
    return {
      weight,
      probability: matched ? 1 : 0,
      band: matched ? 'auto' : 'none',
      rule: rule?.name ?? null,
      veto,
      prior: 0,
      evidence: [],
    };
  };
  return {
    weights,
    keysOf: (projection) => matchKeys(model, projection),
    capOf: () => MAX_HOLDERS,
    prepare: (projection) => ({ projection }),
    score: explain,
    explain,
  };
}
