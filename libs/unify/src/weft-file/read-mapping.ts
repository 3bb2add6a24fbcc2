import type { Mapping } from '../model/unified-model.ts';
import { checkExpression, ExpressionFault } from '../project/jsonata/check-expression.ts';
import type { Place } from './place.ts';

/** Nothing sensible is longer than this from the top of the file; an alias that contains itself has no end. */
const DEEPEST_PATH = 30;

const FORMS = ['first_of', 'join', 'with', 'const', 'lookup', 'from', 'jsonata'] as const;

/** A mapping of any form: `Path.To.Field`, `{ first_of: […] }`, `{ join: […], with: " " }`, `{ const: v }`, `{ lookup: {…}, from: F }`, `{ jsonata: "…" }`. */
export function readMapping(place: Place): Mapping | undefined {
  if (typeof place.value === 'string') return place.text('a column or a path into one');
  if (typeof place.value !== 'object' || place.value === null || Array.isArray(place.value)) {
    return place.fault(
      'must be a column or path such as PrimaryEmailAddr.Address, or one of { first_of }, { join }, { const }, { lookup }, { jsonata }',
    );
  }
  if (place.path.length > DEEPEST_PATH) return place.fault('is nested too deeply');
  const form = place.members(FORMS);
  const named = (['first_of', 'join', 'const', 'lookup', 'jsonata'] as const).filter(
    (name) => form[name].value !== undefined,
  );
  if (named.length !== 1) {
    const problem = named.length === 0 ? 'has none of' : `has ${named.join(' and ')}, but must have one of`;
    return place.fault(`${problem} first_of, join, const, lookup, jsonata`);
  }
  const [name] = named;
  if (name !== 'join' && form.with.value !== undefined) form.with.fault('goes with join only');
  if (name !== 'lookup' && form.from.value !== undefined) form.from.fault('goes with lookup only');
  if (name === 'jsonata') return readJsonata(form.jsonata);
  if (name === 'const') return oneMember('const', form.const.scalar('a constant'));
  if (name === 'first_of') return oneMember('first_of', readMappings(form.first_of));
  return name === 'join' ? readJoin(form.join, form.with) : readLookup(form.lookup, form.from, place);
}

function oneMember<K extends 'const' | 'first_of', V>(name: K, value: V | undefined): Record<K, V> | undefined {
  return value === undefined ? undefined : ({ [name]: value } as Record<K, V>);
}

function readMappings(place: Place): Mapping[] | undefined {
  const items = place.list('a list of columns');
  if (items === undefined) return undefined;
  if (items.length === 0) return place.fault('must name at least one column');
  const mappings = items.map(readMapping);
  return mappings.filter((mapping) => mapping !== undefined);
}

function readJoin(join: Place, separator: Place): Mapping | undefined {
  const parts = readMappings(join);
  // A separator may be a space or empty, which text() does not take.
  const written = separator.value;
  if (written !== undefined && typeof written !== 'string')
    return separator.fault('must be the text between the parts, such as ", "');
  if (parts === undefined) return undefined;
  return written === undefined ? { join: parts } : { join: parts, with: written };
}

function readLookup(lookup: Place, from: Place, place: Place): Mapping | undefined {
  const table = lookup.entries('values and what they become').flatMap(([key, value]): [string, string][] => {
    const text = value.scalar();
    return text === undefined ? [] : [[key, text]];
  });
  if (lookup.empty) lookup.fault('must be a mapping such as { DE: Germany }');
  if (from.empty) return place.fault('needs `from`, the column whose value is looked up');
  const source = readMapping(from);
  return source === undefined ? undefined : { lookup: Object.fromEntries(table), from: source };
}

function readJsonata(place: Place): Mapping | undefined {
  const expression = place.text('a JSONata expression in quotes');
  if (expression === undefined) return undefined;
  try {
    checkExpression(expression);
    return { jsonata: expression };
  } catch (error) {
    if (!(error instanceof ExpressionFault)) throw error;
    return place.fault(error.message);
  }
}
