import type { ModelSource, UnifiedModel } from '../model/unified-model.ts';

/** The files that are evaluated: two that are linked, or one that is searched for duplicates. */
export type Side = 'left' | 'right' | 'records';

/**
 * The model with one source for each file. A file takes the mapping of the model's source that is called like it (`left`,
 * `right`, `records`, as integration or stream), else the first source's, for `right` the second's if there is one.
 * A model without sources maps each field from the column of the same name.
 */
export function evaluationModel(
  model: UnifiedModel,
  files: readonly { side: Side; columns: readonly string[] }[],
): UnifiedModel {
  const sources = files.map(({ side, columns }): ModelSource => {
    const source = sourceFor(model, side);
    const map = source?.map ?? sameNames(model, columns);
    return { ...source, integration: side, stream: 'csv', unique: source?.unique ?? false, map };
  });
  return { ...model, sources };
}

function sourceFor({ sources }: UnifiedModel, side: Side): ModelSource | undefined {
  const named = sources.find(({ integration, stream }) => integration === side || stream === side);
  return named ?? (side === 'right' ? sources[1] : undefined) ?? sources[0];
}

/** `birthDate`, `birth date` and `Birth_Date` are one name. */
function sameNames(model: UnifiedModel, columns: readonly string[]): Record<string, string> {
  const byName = new Map(columns.toReversed().map((column) => [plainName(column), column]));
  return Object.fromEntries(
    model.order.flatMap((field): [string, string][] => {
      const column = columns.includes(field) ? field : byName.get(plainName(field));
      return column === undefined ? [] : [[field, column]];
    }),
  );
}

const plainName = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
