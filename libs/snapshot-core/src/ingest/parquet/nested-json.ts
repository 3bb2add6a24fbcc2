import type { SchemaTree } from 'hyparquet';
import { type Leaf, leafOf, type Physical } from './leaf-text.ts';

/** JSON of a value as the library assembles it; numbers with all their digits. */
export type JsonOf = (value: unknown) => string;

/** How to write values of this part of the schema: lists as arrays, maps and structs as objects. */
export function jsonOf(node: SchemaTree): JsonOf {
  const one = nullable(isList(node) ? listJson(node) : isMap(node) ? mapJson(node) : plain(node));
  // A repeated field without a list around it is a list, too.
  return node.element.repetition_type === 'REPEATED' && !isList(node) ? nullable(arrayOf(one)) : one;
}

/** JSON of a leaf's value, whose text is given: what JSON has no number for (NaN, Infinity) is a text there. */
export function leafJson({ bare }: Leaf, text: string): string {
  return bare && text !== 'NaN' && !text.endsWith('Infinity') ? text : quote(text);
}

const quote = (text: string): string => JSON.stringify(text);

const nullable =
  (write: JsonOf): JsonOf =>
  (value) =>
    value === null || value === undefined ? 'null' : write(value);

const arrayOf =
  (item: JsonOf): JsonOf =>
  (value) =>
    `[${(value as unknown[]).map(item).join(',')}]`;

function plain(node: SchemaTree): JsonOf {
  if (node.children.length === 0) {
    const leaf = leafOf(node.element);
    return (value) => leafJson(leaf, leaf.text(value as Physical));
  }
  const fields = node.children.map((child) => ({ name: child.element.name, write: jsonOf(child) }));
  const opened = fields.map(({ name }) => `${quote(name)}:`);
  return (value) => {
    const struct = value as Record<string, unknown>;
    return `{${fields.map(({ name, write }, i) => opened[i]! + write(struct[name])).join(',')}}`;
  };
}

/**
 * What is repeated in a list: the group itself where it is the item (older writers), else its only field.
 * @see https://github.com/apache/parquet-format/blob/master/LogicalTypes.md#lists
 */
function listJson(node: SchemaTree): JsonOf {
  const repeated = node.children[0]!;
  const item = repeated.children.length === 1 ? repeated.children[0]! : { ...repeated, element: once(repeated) };
  return arrayOf(jsonOf(item));
}

/** A map is assembled as a struct whose only field is the list of its entries. */
function mapJson(node: SchemaTree): JsonOf {
  const entries = node.children[0]!;
  const [key, value] = entries.children;
  const keyLeaf = leafOf(key!.element);
  const writeValue = value ? jsonOf(value) : () => 'null';
  return (map) => {
    const list = ((map as Record<string, unknown>)[entries.element.name] ?? []) as Record<string, unknown>[];
    const members = list.map((entry) => {
      const name = keyLeaf.text(entry[key!.element.name] as Physical);
      return `${quote(name)}:${writeValue(value && entry[value.element.name])}`;
    });
    return `{${members.join(',')}}`;
  };
}

const once = (node: SchemaTree): SchemaTree['element'] => ({ ...node.element, repetition_type: 'REQUIRED' });

const isList = ({ element, children }: SchemaTree): boolean =>
  children.length === 1 && (element.converted_type === 'LIST' || element.logical_type?.type === 'LIST');

const isMap = ({ element, children }: SchemaTree): boolean =>
  children.length === 1 &&
  (element.converted_type === 'MAP' ||
    element.converted_type === 'MAP_KEY_VALUE' ||
    element.logical_type?.type === 'MAP') &&
  children[0]!.children.length > 0 &&
  children[0]!.children[0]!.children.length === 0;
