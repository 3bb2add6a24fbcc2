import { type FileMetaData, parquetSchema, type SchemaElement, type SchemaTree } from 'hyparquet';
import type { LogicalType } from '../../catalog/stream.entity.ts';
import { jsonOf, type JsonOf } from './nested-json.ts';
import { type Leaf, leafOf } from './leaf-text.ts';

/** One top-level column of a file. */
export interface ParquetColumn {
  name: string;
  type: LogicalType;
  /** Without annotations on its leaves, so that values are given as they lie in the file. */
  bare: SchemaTree;
  /** Of a column that is a single leaf; null for lists, maps and structs. */
  leaf: Leaf | null;
  /** JSON of a value; null reads as `null`. */
  json: JsonOf;
}

/** What the rows of a file have. */
export interface RowSchema {
  /** The columns' names: one array for all records, see ParsedRecord. */
  names: readonly string[];
  columns: readonly ParquetColumn[];
}

/** The file's columns, and its schema without what would make the library convert values with loss. */
export function columnsOf(metadata: FileMetaData): RowSchema & { bare: SchemaTree } {
  const annotated = parquetSchema(metadata);
  const bare = parquetSchema({ ...metadata, schema: metadata.schema.map(withoutAnnotation) });
  const columns = annotated.children.map((node, i): ParquetColumn => {
    const flat = node.children.length === 0 && node.element.repetition_type !== 'REPEATED';
    const leaf = flat ? leafOf(node.element) : null;
    return { name: node.element.name, type: leaf?.type ?? 'json', bare: bare.children[i]!, leaf, json: jsonOf(node) };
  });
  return { names: columns.map(({ name }) => name), columns, bare };
}

/**
 * Decimals would become doubles, times milliseconds, and the keys of maps would have to be texts. So leaves lose their
 * annotation, and maps are read as what they are made of: a repeated group of key and value.
 */
function withoutAnnotation(element: SchemaElement): SchemaElement {
  const { converted_type: converted, logical_type: logical, ...rest } = element;
  const isList = element.num_children && (converted === 'LIST' || logical?.type === 'LIST');
  return isList ? { ...rest, converted_type: 'LIST' } : rest;
}
