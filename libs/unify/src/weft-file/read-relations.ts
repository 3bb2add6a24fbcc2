import { sourceName } from '../model/source-record.ts';
import type { ModelSource, Reference, Relation, Rollup } from '../model/unified-model.ts';
import { didYouMean } from './did-you-mean.ts';
import type { Place } from './place.ts';
import { readMapping } from './read-mapping.ts';
import { readSourceReference } from './source-reference.ts';

const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,62}$/;

/** `{ customer: { to: customer, from: { quickbooks.Invoice: { quickbooks.Customer: CustomerRef.value } } } }`. */
export function readRelations(
  place: Place,
  fields: ReadonlySet<string>,
  sources: readonly ModelSource[],
): Record<string, Relation> {
  const known = new Set(sources.map(sourceName));
  return Object.fromEntries(
    place.entries('relations and where they lead').flatMap(([name, relation]): [string, Relation][] => {
      checkName(name, relation, fields);
      const { to, from } = relation.members(['to', 'from']);
      const target = to.empty
        ? relation.fault('needs `to`, the model that it leads to')
        : to.text('the name of a model');
      const entries = from.entries('sources of this model and where they hold the key');
      if (entries.length === 0)
        relation.fault('needs `from`, such as { quickbooks.Invoice: { quickbooks.Customer: CustomerRef.value } }');
      const mappings = entries.map(([source, targets]): [string, Reference[]] => {
        if (!known.has(source)) targets.fault(`is no source of the model${didYouMean(source, known)}`);
        return [source, readTargets(targets)];
      });
      return target === undefined ? [] : [[name, { to: target, from: Object.fromEntries(mappings) }]];
    }),
  );
}

function readTargets(place: Place): Reference[] {
  const entries = place.entries('sources of the other model and where the key stands');
  if (entries.length === 0)
    place.fault('must say of which stream the key is, such as { quickbooks.Customer: CustomerRef.value }');
  return entries.flatMap(([source, mapping]) => {
    readSourceReference(source, mapping);
    const key = readMapping(mapping);
    return key === undefined ? [] : [{ of: source, key }];
  });
}

/** `{ invoices: { of: invoice, by: customer, count: true }, invoiced: { of: invoice, by: customer, sum: total } }`. */
export function readRollups(place: Place, fields: ReadonlySet<string>): Record<string, Rollup> {
  return Object.fromEntries(
    place.entries('roll-ups').flatMap(([name, rollup]): [string, Rollup][] => {
      checkName(name, rollup, fields);
      const { of, by, count, sum } = rollup.members(['of', 'by', 'count', 'sum']);
      const other = of.empty ? rollup.fault('needs `of`, the model that is rolled up') : of.text('the name of a model');
      const relation = by.empty
        ? rollup.fault('needs `by`, the relation of that model that leads here')
        : by.text('the name of a relation');
      if (count.empty === sum.empty) rollup.fault('must have either count: true or sum, with the field to sum');
      if (!count.empty && count.flag() === false) count.fault('must be true');
      const field = sum.empty ? undefined : sum.text('the field to sum');
      if (other === undefined || relation === undefined) return [];
      return [[name, { of: other, by: relation, ...(field === undefined ? {} : { sum: field }) }]];
    }),
  );
}

function checkName(name: string, place: Place, fields: ReadonlySet<string>): void {
  if (!NAME.test(name)) place.fault(`"${name}" cannot be a name here: use up to 63 letters, digits and _`);
  if (name === 'default' || name.startsWith('_'))
    place.fault(`"${name}" cannot be a name here: it is kept for Weft itself`);
  if (fields.has(name)) place.fault('has the name of a field of the model');
}
