import { type Literal, NumberText, toJson } from '../literal.ts';
import { parseNested } from '../parse-nested.ts';
import type { RecordData } from '../read-path.ts';

/**
 * A record as an expression sees it, as JSON text. Columns and members without a value are not there. Nested text is an object or a
 * list; `CustomerRef__value` and `CustomerRef.value` stand under their own name and as `CustomerRef.value`. Values of columns are
 * text, as the snapshot holds them (`$number(TotalAmt)`); in nested text numbers are numbers, except those that a double would alter.
 * @param names only columns of these names, or below one of them; null for all
 */
export function recordInput(record: RecordData, names: ReadonlySet<string> | null): string {
  const input = new Map<string, Literal>();
  const flattened: [steps: string[], value: Literal][] = [];
  for (const [column, text] of Object.entries(record)) {
    if (text === null) continue;
    const steps = column.split(/__|\./);
    if (names !== null && !names.has(column) && !names.has(steps[0]!)) continue;
    const value = parseNested(text) ?? text;
    input.set(column, value);
    if (steps.length > 1 && steps.every((step) => step !== '')) flattened.push([steps, value]);
  }
  for (const [steps, value] of flattened) graft(input, steps, value);
  return toJson(exact(input));
}

/** Puts a flattened column's value where it came from, unless something stands there. */
function graft(root: Map<string, Literal>, steps: readonly string[], value: Literal): void {
  let node = root;
  for (const step of steps.slice(0, -1)) {
    const next = node.get(step) ?? new Map<string, Literal>();
    if (!(next instanceof Map)) return;
    node.set(step, next as ReadonlyMap<string, Literal>);
    node = next as Map<string, Literal>;
  }
  const last = steps.at(-1)!;
  if (!node.has(last)) node.set(last, value);
}

/**
 * Numbers that JSON.parse would alter become text: 9007199254740993 must not turn into its neighbour. Members that are null go,
 * as columns without a value do: `$sum(Line.Amount)` must not fail on the line that has none.
 */
function exact(value: Literal): Literal {
  if (value instanceof NumberText) return survives(value.text) ? value : value.text;
  if (Array.isArray(value)) return (value as readonly Literal[]).map(exact);
  if (value instanceof Map) {
    const present = [...(value as ReadonlyMap<string, Literal>)].filter(([, member]) => member !== null);
    return new Map(present.map(([key, member]) => [key, exact(member)]));
  }
  return value;
}

/** A number of up to 15 digits passes through a double unharmed; and JSON has no leading zeros, no lone points. */
function survives(text: string): boolean {
  if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)) return false;
  return text.replace(/[eE].*$/, '').replace(/\D/g, '').length <= 15;
}
