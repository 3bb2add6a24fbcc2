import type { FileMetaData } from 'hyparquet';

/**
 * The record key that a file's metadata names under `key_properties`: a JSON array or, as gluestick writes and evaluates it,
 * a Python list of texts; or names with commas between them. Undefined when it names none.
 */
export function keyProperties({ key_value_metadata: entries }: FileMetaData): string[] | undefined {
  const text = entries?.find(({ key }) => key === 'key_properties')?.value?.trim();
  if (!text) return undefined;
  const list = /^[[(](.*)[\])]$/s.exec(text)?.[1];
  if (list === undefined) return names(text);
  return jsonArray(text) ?? names(list);
}

function jsonArray(text: string): string[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((each) => typeof each === 'string') ? value : undefined;
  } catch {
    return undefined; // then it is Python's
  }
}

const NAME = /\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^,]+))\s*(?:,|$)/gy;

function names(text: string): string[] {
  return [...text.matchAll(NAME)]
    .map(([, single, double, bare]) => (single ?? double)?.replace(/\\(.)/g, '$1') ?? bare!.trim())
    .filter((name) => name !== '');
}
