import type { StreamColumn } from '@app/snapshot-core';
import { sourceName } from '../model/source-record.ts';
import { type Mapping, type ModelSource, relationsOf, type UnifiedModel } from '../model/unified-model.ts';
import { SOURCE_TIME_PATHS } from '../project/source-time.ts';

/**
 * The columns of a stream that the mappings of a model can read: of an account of 200 columns a model takes ten, and only
 * those are fetched. A path may begin at any column that its first steps name (`A.B` at `A`, `A.B` or `A__B`); a JSONata
 * expression may read anything.
 */
export function columnsRead(
  model: UnifiedModel,
  source: ModelSource,
  columns: readonly StreamColumn[],
): StreamColumn[] {
  const paths = new Set<string>();
  const mappings = [
    ...Object.values(source.map),
    ...relationsOf(model).flatMap((name) =>
      (model.relations![name]!.from[sourceName(source)] ?? []).map(({ key }) => key),
    ),
    ...[source.mergedInto, source.mergedIds].filter((mapping) => mapping !== undefined),
    ...(source.updatedAt === undefined ? SOURCE_TIME_PATHS : [source.updatedAt]),
  ];
  if (mappings.some((mapping) => !collectPaths(mapping, paths))) return [...columns];
  const names = [...paths].map(canonical);
  return columns.filter(({ name }) => {
    const start = canonical(name);
    return names.some((path) => path === start || path.startsWith(`${start}.`));
  });
}

/** Both ways to write a step into a flattened column, and the two to index a list, are one. */
const canonical = (path: string): string => path.replaceAll('__', '.').replaceAll('[', '.');

/** False when a mapping does not tell by paths what it reads. */
function collectPaths(mapping: Mapping, paths: Set<string>): boolean {
  if (typeof mapping === 'string') {
    paths.add(mapping);
    return true;
  }
  if ('first_of' in mapping) return mapping.first_of.every((each) => collectPaths(each, paths));
  if ('join' in mapping) return mapping.join.every((each) => collectPaths(each, paths));
  if ('const' in mapping) return true;
  if ('lookup' in mapping) return collectPaths(mapping.from, paths);
  return false;
}
