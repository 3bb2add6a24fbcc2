import { relationsOf, type UnifiedModel } from '../model/unified-model.ts';

/** Relation → `refText` of the source records that it may lead to, best first. */
export type References = Readonly<Record<string, readonly string[]>>;

/** The models that a model's relations lead to. */
export const targetsOf = ({ relations }: UnifiedModel): string[] => [
  ...new Set(Object.values(relations ?? {}).map(({ to }) => to)),
];

/**
 * What each relation of a record leads to, in the order of {@link relationsOf}: the unified record of the first reference
 * that is part of one.
 */
export function relatedIds(
  model: UnifiedModel,
  references: References,
  idOf: (target: string, ref: string) => string | null,
): (string | null)[] {
  return relationsOf(model).map((relation) => {
    const { to } = model.relations![relation]!;
    for (const ref of references[relation] ?? []) {
      const id = idOf(to, ref);
      if (id !== null) return id;
    }
    return null;
  });
}
