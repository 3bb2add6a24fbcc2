import type { RecordView } from '@app/snapshot-core';
import { note } from './note.ts';
import type { Printer } from './printer.ts';
import { type Column, table, widthsOf } from './table.ts';
import { plain, plural } from './text.ts';

const WIDEST_CELL = 32;
/** A key is there to be copied: a UUID must not be cut. */
const WIDEST_KEY = 64;
const GAP = 2;
/** Where there is no terminal that says its width. */
const DEFAULT_WIDTH = 120;

type Keyed = Pick<RecordView, 'key' | 'data'>;

/** Prints pages of records as a table of as many columns as fit beside the key; says how many were left out. */
export function recordTable(names: readonly string[], printer: Printer): (page: readonly Keyed[]) => Promise<void> {
  let shown: Column<Keyed>[] | undefined;
  let widths: number[] = [];
  return async (page) => {
    const heads = shown === undefined;
    if (shown === undefined) {
      const { fitting, left } = columnsThatFit(names, page, process.stdout.columns ?? DEFAULT_WIDTH);
      shown = fitting;
      widths = widthsOf(shown, page);
      if (left > 0) note(`${plural(left, 'more field')}: --json and --csv show all.`);
    }
    await printer.text(table(shown, page, { heads, widths }));
  };
}

/** Fields without any value on the first page take no room, nor does one that only repeats the key. */
function columnsThatFit(names: readonly string[], page: readonly Keyed[], room: number) {
  const key: Column<Keyed> = { head: 'key', cell: ({ key }) => plain(key), max: WIDEST_KEY };
  const used = (name: string) => page.some(({ data }) => plain(data[name]) !== '');
  const repeatsKey = (name: string) => page.every(({ data, key }) => data[name] === key);
  const candidates = names.filter((name) => used(name) && !repeatsKey(name));
  const fitting: Column<Keyed>[] = [key];
  let free = room - (widthsOf([key], page)[0] ?? 0);
  for (const name of candidates) {
    const column: Column<Keyed> = { head: plain(name), cell: ({ data }) => plain(data[name]), max: WIDEST_CELL };
    free -= (widthsOf([column], page)[0] ?? 0) + GAP;
    if (free < 0) break;
    fitting.push(column);
  }
  return { fitting, left: candidates.length - (fitting.length - 1) };
}
