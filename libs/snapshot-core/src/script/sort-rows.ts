import { WeftError } from '../errors.ts';
import type { RenderedRecord, RenderedValue } from '../snapshot/render.ts';

/**
 * Rows sorted by columns, ascending, nulls last; rows that are equal there stay in their order. A column in which every
 * value reads as a number sorts by number, any other by text.
 * @throws WeftError `invalid` when there is no such column
 */
export function sortRows(rows: RenderedRecord[], names: readonly string[], where: string): RenderedRecord[] {
  for (const name of names) {
    if (rows.length > 0 && !(name in rows[0]!)) {
      throw new WeftError(
        'invalid',
        `${where} has no column "${name}" to sort by`,
        `Its columns are ${Object.keys(rows[0]!).join(', ')}.`,
      );
    }
  }
  const orders = names.map((name) => orderOf(rows, name));
  return rows.toSorted((a, b) => {
    for (const order of orders) {
      const difference = order(a, b);
      if (difference !== 0) return difference;
    }
    return 0;
  });
}

type Order = (a: RenderedRecord, b: RenderedRecord) => number;

function orderOf(rows: readonly RenderedRecord[], name: string): Order {
  const numeric = rows.every((row) => row[name] == null || isNumber(row[name]));
  const compare = numeric
    ? (a: RenderedValue, b: RenderedValue) => Number(a) - Number(b)
    : (a: RenderedValue, b: RenderedValue) => compareTexts(textOf(a), textOf(b));
  return ({ [name]: a = null }, { [name]: b = null }) => {
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    return compare(a, b);
  };
}

/** A number, or a text of one: not the empty text, which `Number` takes for 0. */
const isNumber = (value: RenderedValue | undefined): boolean =>
  typeof value === 'number' || (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)));

const textOf = (value: RenderedValue): string =>
  value !== null && typeof value === 'object' ? JSON.stringify(value) : String(value);

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
