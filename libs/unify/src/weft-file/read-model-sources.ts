import type { Mapping, ModelSource } from '../model/unified-model.ts';
import { didYouMean } from './did-you-mean.ts';
import type { Place } from './place.ts';
import { readMapping } from './read-mapping.ts';
import { readSourceReference } from './source-reference.ts';

/**
 * `{ salesforce.Account: { unique: true, map: { name: Name } } }`.
 * @param loose there need be none, and a source may be called by one word
 */
export function readModelSources(place: Place, fields: ReadonlySet<string>, loose: boolean): ModelSource[] {
  const entries = place.entries('streams, written integration.stream');
  if (entries.length === 0 && !loose) place.fault('must name at least one stream, such as salesforce.Account');
  return entries.flatMap(([reference, source]) => {
    const word = loose && /^[\w-]+$/.test(reference);
    const names = word ? { integration: reference, stream: reference } : readSourceReference(reference, source);
    const options = source.members(['unique', 'map', 'updated_at', 'needs', 'merged_into', 'merged_ids']);
    const mapped = readMap(options.map, fields);
    const { unique } = options;
    const isUnique = unique.empty ? false : (unique.flag() ?? false);
    const rest = {
      ...given('updatedAt', options.updated_at, readMapping),
      ...given('needs', options.needs, (needs) => readNeeds(needs, mapped)),
      ...given('mergedInto', options.merged_into, readMapping),
      ...given('mergedIds', options.merged_ids, readMapping),
    };
    return names === undefined ? [] : [{ ...names, unique: isUnique, map: mapped, ...rest }];
  });
}

function readMap(place: Place, fields: ReadonlySet<string>): Record<string, Mapping> {
  const entries = place.entries('fields and where their values come from');
  if (entries.length === 0) place.fault('must say where fields come from, such as { name: Name }');
  return Object.fromEntries(
    entries.flatMap(([field, value]): [string, Mapping][] => {
      if (!fields.has(field))
        value.fault(`maps to a field that the model does not declare${didYouMean(field, fields)}`);
      const mapping = readMapping(value);
      return mapping === undefined ? [] : [[field, mapping]];
    }),
  );
}

/** Fields of which a record must have one to be an entity of the model. */
function readNeeds(place: Place, map: Readonly<Record<string, Mapping>>): string[] | undefined {
  return place.columns()?.filter((field) => {
    const mapped = Object.hasOwn(map, field);
    if (!mapped) place.fault(`names "${field}", which this source does not map${didYouMean(field, Object.keys(map))}`);
    return mapped;
  });
}

/** The option under its name when it is mentioned and right, else nothing. */
function given<K extends keyof ModelSource>(
  name: K,
  place: Place,
  read: (place: Place) => ModelSource[K] | undefined,
): Pick<ModelSource, K> | undefined {
  const value = place.empty ? undefined : read(place);
  return value === undefined ? undefined : ({ [name]: value } as Pick<ModelSource, K>);
}
