import jsonata from 'jsonata';
import { didYouMean } from '../../weft-file/did-you-mean.ts';

/** Longer expressions are refused: mappings are short, and a parser's work grows with what it is given. */
export const LONGEST_EXPRESSION = 10_000;

/** Functions of JSONata 2 that give the same answer for the same record (docs.jsonata.org). */
const FUNCTIONS: ReadonlySet<string> = new Set(
  `abs append assert average boolean ceil contains count decodeUrl decodeUrlComponent distinct each encodeUrl
  encodeUrlComponent error exists filter floor formatBase formatInteger formatNumber fromMillis join keys length lookup
  lowercase map match max merge min not number pad parseInteger power reduce replace reverse round sift single sort
  split spread sqrt string substring substringAfter substringBefore sum toMillis trim type uppercase zip`.split(/\s+/),
);
const IMPURE = 'gives something else each time, but a record must always give the same projection';
const REFUSED: ReadonlyMap<string, string> = new Map([
  ...['now', 'millis', 'random', 'shuffle'].map((name) => [name, IMPURE] as const),
  ...['eval', 'clone', 'base64encode', 'base64decode'].map((name) => [name, 'is not offered to mappings'] as const),
]);

/** An expression that may be evaluated. */
export interface CheckedExpression {
  /** Fields it names, whatever their depth; null when it may look at any (`*`, `**`, `$keys($)`). */
  readonly names: ReadonlySet<string> | null;
  /** Neither loops nor backtracks: its work is bounded by the record's size, so its steps need not be counted. */
  readonly calm: boolean;
}

/** The expression cannot be used; the message goes on from "jsonata …". */
export class ExpressionFault extends Error {}

/**
 * Parses an expression and looks at what it uses.
 * @throws ExpressionFault when it is no JSONata, or uses what mappings cannot have
 */
export function checkExpression(text: string): CheckedExpression {
  if (text.length > LONGEST_EXPRESSION) throw new ExpressionFault(`is longer than ${LONGEST_EXPRESSION} characters`);
  const nodes = nodesOf(parse(text));
  const bound = new Set(nodes.flatMap(boundNames));
  for (const name of nodes.flatMap(variableName)) {
    if (bound.has(name) || FUNCTIONS.has(name)) continue;
    const reason = REFUSED.get(name);
    if (reason !== undefined) throw new ExpressionFault(`uses $${name}, which ${reason}`);
    throw new ExpressionFault(
      `uses $${name}, which is neither a function nor bound in it${didYouMean(name, FUNCTIONS)}`,
    );
  }
  const open = nodes.some(
    (node) => OPEN.has(String(node.type)) || (node.type === 'variable' && (node.value === '' || node.value === '$')),
  );
  return { names: open ? null : new Set(nodes.flatMap(fieldName)), calm: nodes.every(isCalm) };
}

type Node = Readonly<Record<string, unknown>>;

/** Nodes through which an expression can reach fields that it does not name. */
const OPEN: ReadonlySet<string> = new Set(['wildcard', 'descendant', 'parent', 'transform']);
/** Nodes that can make an expression run long: loops, products of lists, backtracking. */
const UNCALM: ReadonlySet<string> = new Set(['regex', 'lambda', 'partial', 'transform', 'descendant', 'apply']);
const UNCALM_FUNCTIONS: ReadonlySet<string> = new Set([
  'distinct',
  'pad',
  'map',
  'reduce',
  'sort',
  'each',
  'power',
  'replace',
]);

function isCalm(node: Node): boolean {
  if (UNCALM.has(String(node.type)) || node.value === '..' || node.focus !== undefined) return false;
  return node.type !== 'variable' || !UNCALM_FUNCTIONS.has(String(node.value));
}

function parse(text: string): Node {
  try {
    return jsonata(text).ast() as unknown as Node;
  } catch (error) {
    if (error instanceof RangeError) throw new ExpressionFault('is nested too deeply', { cause: error });
    const { message, position } = error as Partial<jsonata.JsonataError>;
    const where = typeof position === 'number' ? ` (at character ${position})` : '';
    throw new ExpressionFault(`cannot be read: ${message ?? String(error)}${where}`, { cause: error });
  }
}

/** Every node of a syntax tree: its members differ from type to type, so all objects in it are looked at. */
function nodesOf(root: Node): Node[] {
  const nodes: Node[] = [];
  const seen = new Set<object>();
  const open: unknown[] = [root];
  while (open.length > 0) {
    const part = open.pop();
    if (typeof part !== 'object' || part === null || seen.has(part) || part instanceof RegExp) continue;
    seen.add(part);
    if (!Array.isArray(part)) nodes.push(part as Node);
    open.push(...(Object.values(part) as unknown[]));
  }
  return nodes;
}

function boundNames({ type, lhs, arguments: parameters, focus, index }: Node): string[] {
  const places =
    type === 'bind' ? [lhs] : type === 'lambda' && Array.isArray(parameters) ? (parameters as unknown[]) : [];
  const names = places.map((place) => (place as Node | undefined)?.value);
  return [...names, focus, index].filter((name) => typeof name === 'string');
}

function variableName({ type, value }: Node): string[] {
  return type === 'variable' && typeof value === 'string' && value !== '' && value !== '$' ? [value] : [];
}

/** Names of fields, also those written in quotes (`"Line Items".x`), which the parser gives as names or strings. */
function fieldName({ type, value }: Node): string[] {
  return (type === 'name' || type === 'string') && typeof value === 'string' ? [value] : [];
}
