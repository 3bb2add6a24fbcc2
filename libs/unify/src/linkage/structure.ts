/**
 * Words that make a company another one of the same name: what holds or administers it, the foundation beside it. Not `group` and
 * `international`, which half of those who write the name leave out.
 */
const STRUCTURE = new Set(
  `holding holdings beteiligungs beteiligung beteiligungsgesellschaft verwaltungs verwaltungsgesellschaft subsidiary foundation stiftung fondation
  fundacion fondazione`.split(/\s+/),
);

/**
 * Whether one of two normalised names has a word of structure that the other has not: `acme` and `acme holding`. They share
 * telephone, website and address, so nothing else tells them apart.
 */
export function differInStructure(a: string, b: string): boolean {
  return a !== b && structureOf(a) !== structureOf(b);
}

const structureOf = (name: string): string =>
  name
    .split(' ')
    .filter((word) => STRUCTURE.has(word))
    .map((word) => word.replace(/(?<=holding)s$/, ''))
    .sort()
    .join(' ');
