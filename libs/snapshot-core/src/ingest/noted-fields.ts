import type { ContentField } from './content-identity.ts';
import type { CheckedColumn } from './drift/column-checks.ts';

/** The fields of a record that the scan notes: what tells records apart, and the scope's column. */
export interface NotedFields {
  /** Positions in the header. */
  noted: number[];
  /** Positions of the key's columns; they are the first of those noted. */
  keyFields: number[];
  /** Set where records are told apart by content. */
  content: ContentField[] | undefined;
  /** Which of the noted fields is the scope's; -1 without. */
  scopeSlot: number;
  /** Columns that the contract looks at, and where their fields are noted. */
  checks: (CheckedColumn & { slot: number })[];
}

/**
 * @param header names of the columns
 * @param keyFields positions of the key's columns
 * @param content names of the columns that make the content; undefined where the key alone tells records apart
 * @param scopeColumn column whose range is looked for
 * @param checked columns that the contract looks at; those that the header lacks do not matter
 */
export function noteFields(
  header: readonly string[],
  keyFields: readonly number[],
  content: readonly string[] | undefined,
  scopeColumn: string | undefined,
  checked: readonly CheckedColumn[],
): NotedFields {
  const present = checked.filter(({ name }) => header.includes(name));
  const wanted = [
    ...(content ?? []),
    ...(scopeColumn === undefined ? [] : [scopeColumn]),
    ...present.map(({ name }) => name),
  ];
  const noted = [...new Set([...keyFields, ...wanted.map((name) => header.indexOf(name))])];
  return {
    noted,
    keyFields: [...keyFields],
    content: content?.map((name) => ({ name, slot: noted.indexOf(header.indexOf(name)) })),
    scopeSlot: scopeColumn === undefined ? -1 : noted.indexOf(header.indexOf(scopeColumn)),
    checks: present.map((column) => ({ ...column, slot: noted.indexOf(header.indexOf(column.name)) })),
  };
}
