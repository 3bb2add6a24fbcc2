import { parse } from 'node:querystring';

export type ParsedQuery = Record<string, unknown>;

/**
 * Parses a query string. `filter[Field]=v` parameters are gathered as `filter: [[Field, v]]`: pairs, because validation
 * drops fields called `constructor` or `__proto__` from an object without a word. A parameter given more than once is an
 * array, which only the parameters that may be repeated accept.
 */
export function parseQueryString(text: string): ParsedQuery {
  const query = Object.create(null) as ParsedQuery;
  const filter: [string, unknown][] = [];
  for (const [name, value] of Object.entries(parse(text, undefined, undefined, { maxKeys: 0 }))) {
    const field = /^filter\[(.+)\]$/s.exec(name)?.[1];
    if (field !== undefined) filter.push([field, value]);
    else query[name] = value;
  }
  if (filter.length > 0) query.filter ??= filter;
  return query;
}
