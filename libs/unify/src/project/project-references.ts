import { sourceName } from '../model/source-record.ts';
import { type Mapping, type ModelSource, relationsOf, type UnifiedModel } from '../model/unified-model.ts';

/**
 * The records that one record refers to: relation → `refText` of each, in the order in which the model names their sources. A key
 * says nothing of whether there is such a record. Undefined for a model without relations.
 * @param value gives the value of a mapping, as it does for fields
 */
export function projectReferences(
  model: UnifiedModel,
  source: ModelSource,
  value: (field: string, mapping: Mapping) => string | null,
): Record<string, string[]> | undefined {
  if (model.relations === undefined) return undefined;
  const own = sourceName(source);
  const references = relationsOf(model).map((relation) => {
    const { from } = model.relations![relation]!;
    const places = (Object.hasOwn(from, own) ? from[own] : undefined) ?? [];
    const refs = places.flatMap((place) => {
      const key = value(relation, place.key);
      return key === null ? [] : [`${place.of}:${key}`];
    });
    return [relation, refs] as const;
  });
  return Object.fromEntries(references);
}
