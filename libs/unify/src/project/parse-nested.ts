import type { Literal } from './literal.ts';
import { parseJsonLiteral } from './json-literal.ts';
import { parsePythonLiteral } from './python-literal.ts';

/** The object or list that a column holds as JSON or Python-literal text; undefined for plain values. */
export function parseNested(text: string): Literal | undefined {
  // Only text that opens an object or a list is nested; anything else is a plain value.
  if (!/^\s*(?:[[{(]|OrderedDict)/.test(text)) return undefined;
  return parseJsonLiteral(text) ?? parsePythonLiteral(text);
}
