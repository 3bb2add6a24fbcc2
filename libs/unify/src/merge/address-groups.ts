import { SEMANTIC_TYPE_RULES, type SemanticType } from '../model/semantic-types.ts';
import type { UnifiedModel } from '../model/unified-model.ts';

const PART_OF_NAME =
  /_?(?:street(?:_?address)?|address(?:_?line)?_?\d*|line_?\d+|city|town|suburb|region|state|province|county|postal_?code|post_?code|zip(?:_?code)?|country(?:_?code)?)$/i;

/** Fields that survive together. */
export interface FieldGroup {
  /** What `survive` calls it: `address`, or `billing_address` where there are several. */
  readonly name: string;
  /** At least two. */
  readonly fields: readonly string[];
}

type Fields = Pick<UnifiedModel, 'fields' | 'order' | 'many'> & { survive: Pick<UnifiedModel['survive'], 'fields'> };

/**
 * The address fields that survive together: a street of one record with the city of another would be an address that does
 * not exist. A field with a rule of its own under `survive`, or with many values, stands alone. A model with several addresses
 * (`billing_street`, `shipping_street`) has a group for each, told by what stands before the part's name.
 */
export function addressGroups(model: Fields): readonly FieldGroup[] {
  const known = resolved.get(model);
  if (known !== undefined) return known;
  const fields = model.order.flatMap((field): [string, SemanticType][] => {
    const type = model.fields[field];
    const isPart = type !== undefined && SEMANTIC_TYPE_RULES[type].address && !model.many?.includes(field);
    return isPart && !Object.hasOwn(model.survive.fields, field) ? [[field, type]] : [];
  });
  const several = new Set(fields.map(([, type]) => type)).size < fields.length;
  const groups = new Map<string, string[]>();
  for (const [field] of fields) {
    const name = nameOf(several ? field.replace(PART_OF_NAME, '').toLowerCase() : '');
    groups.set(name, [...(groups.get(name) ?? []), field]);
  }
  const found = [...groups].flatMap(([name, parts]) => (parts.length > 1 ? [{ name, fields: parts }] : []));
  resolved.set(model, found);
  return found;
}

const nameOf = (prefix: string): string => (/(?:^|_)$/.test(prefix) ? `${prefix}address` : `${prefix}_address`);

const resolved = new WeakMap<Fields, readonly FieldGroup[]>();
