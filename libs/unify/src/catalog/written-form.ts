import { sourceName } from '../model/source-record.ts';
import { fieldsOf, type UnifiedModel } from '../model/unified-model.ts';
import type { Written } from '../overlay/written.ts';

/**
 * A model of the catalog as weft.yaml would have it. For versions that were stored before their written form was kept with
 * them: these have nothing but what is named here.
 */
export function writtenForm(model: UnifiedModel): Written {
  const sources = model.sources.map((source): [string, Written] => {
    const { unique, map, updatedAt } = source;
    return [sourceName(source), { unique, map, ...(updatedAt === undefined ? {} : { updated_at: updatedAt }) }];
  });
  return {
    fields: Object.fromEntries(fieldsOf(model)),
    sources: Object.fromEntries(sources),
    match: model.match,
    survive: { default: model.survive.default, ...model.survive.fields },
  };
}
