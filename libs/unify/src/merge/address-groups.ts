import { SEMANTIC_TYPE_RULES } from '../model/semantic-types.ts';
import { fieldsOf, type UnifiedModel } from '../model/unified-model.ts';

const PART_OF_NAME =
  /_?(?:street(?:_?address)?|address(?:_?line)?_?\d*|line_?\d+|city|town|suburb|region|state|province|county|postal_?code|post_?code|zip(?:_?code)?|country(?:_?code)?)$/i;

/**
 * The address fields that survive together: a street of one record with the city of another would be an address that does
 * not exist. A field with a rule of its own under `survive` stands alone. A model with several addresses
 * (`billing_street`, `shipping_street`) has a group for each, told by what stands before the part's name.
 *
 * @returns groups of at least two fields
 */
export function addressGroups(model: UnifiedModel): string[][] {
  const known = resolved.get(model);
  if (known !== undefined) return known;
  const fields = fieldsOf(model).filter(
    ([field, type]) => SEMANTIC_TYPE_RULES[type].address && !Object.hasOwn(model.survive.fields, field),
  );
  const several = new Set(fields.map(([, type]) => type)).size < fields.length;
  const groups = new Map<string, string[]>();
  for (const [field] of fields) {
    const name = several ? field.replace(PART_OF_NAME, '').toLowerCase() : '';
    groups.set(name, [...(groups.get(name) ?? []), field]);
  }
  const found = [...groups.values()].filter((group) => group.length > 1);
  resolved.set(model, found);
  return found;
}

const resolved = new WeakMap<UnifiedModel, string[][]>();
