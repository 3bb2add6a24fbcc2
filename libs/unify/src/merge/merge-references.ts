import { relationsOf, type UnifiedModel } from '../model/unified-model.ts';
import type { ClusterMember } from './merge-cluster.ts';
import { rankOffers, ruleOf } from './survivorship.ts';

/**
 * The records that a cluster's relations lead to, best first, by the survivorship of the relation's name: relation →
 * `refText`s. The first of which there is a unified record is the one. Does not depend on how those are clustered.
 */
export function mergeReferences(model: UnifiedModel, members: readonly ClusterMember[]): Record<string, string[]> {
  const merged = relationsOf(model).map((relation) => {
    const offers = members.flatMap(({ ref, projection }) => {
      const references = projection.references?.[relation] ?? [];
      if (references.length === 0) return [];
      return [{ ref, references, sourceTime: projection.sourceTime, sameness: references.join('\n'), completeness: 1 }];
    });
    const ranked = rankOffers(model, ruleOf(model, relation), offers);
    return [relation, [...new Set(ranked.flatMap(({ references }) => references))]] as [string, string[]];
  });
  return Object.fromEntries(merged);
}
