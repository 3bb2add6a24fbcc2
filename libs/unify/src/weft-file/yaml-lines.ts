import { type Document, isAlias, isCollection, isMap, isNode, isScalar, LineCounter, type Node, type Pair } from 'yaml';
import type { Path } from './place.ts';

/** Where things stand in a YAML document. */
export class YamlLines {
  constructor(
    private readonly document: Document,
    private readonly counter: LineCounter,
  ) {}

  lineAt(offset: number): number {
    return Math.max(1, this.counter.linePos(offset).line);
  }

  /** Line of the key or list item at the path, else of the deepest part of the path that is there. */
  lineOf(path: Path): number {
    let node: unknown = this.document.contents;
    let offset = 0;
    for (const step of path) {
      const next = this.child(node, step);
      if (next === undefined) break;
      offset = next.offset ?? offset;
      node = next.node;
    }
    return this.lineAt(offset);
  }

  /** Path of the innermost key or list item in whose text the offset lies. */
  pathAt(offset: number): Path {
    const path: (string | number)[] = [];
    let node: unknown = this.document.contents;
    for (;;) {
      const step = stepAt(node, offset);
      if (step === undefined) return path;
      path.push(step.key);
      node = step.node;
    }
  }

  private child(parent: unknown, step: string | number): { node: unknown; offset: number | undefined } | undefined {
    const node = isAlias(parent) ? parent.resolve(this.document) : parent;
    if (isMap(node)) {
      const pair = node.items.findLast((item) => keyOf(item) === String(step));
      return pair === undefined ? undefined : { node: pair.value, offset: startOf(pair.key) };
    }
    if (!isCollection(node) || typeof step !== 'number') return undefined;
    const item: unknown = node.items[step];
    return item === undefined ? undefined : { node: item, offset: startOf(item) };
  }
}

function stepAt(node: unknown, offset: number): { key: string | number; node: unknown } | undefined {
  if (isMap(node)) {
    // The last key that starts before the offset: a syntax error can lie behind the end of what could be read.
    const pair = node.items.findLast((item) => (startOf(item.key) ?? Infinity) <= offset);
    return pair === undefined ? undefined : { key: keyOf(pair), node: pair.value };
  }
  if (!isCollection(node)) return undefined;
  const index = node.items.findLastIndex((item) => (startOf(item) ?? Infinity) <= offset);
  return index < 0 ? undefined : { key: index, node: node.items[index] };
}

function keyOf(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? ((node as Node).range?.[0] ?? undefined) : undefined;
}
