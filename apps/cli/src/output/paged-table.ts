import type { Printer } from './printer.ts';
import { type Column, table, widthsOf } from './table.ts';

/** Prints pages as one table. The columns are as wide as the first page needs; longer cells of later pages are cut. */
export function pagedTable<Row>(
  columns: readonly Column<Row>[],
  printer: Printer,
): (page: readonly Row[]) => Promise<void> {
  let widths: number[] | undefined;
  return async (page) => {
    const heads = widths === undefined;
    widths ??= widthsOf(columns, page);
    await printer.text(table(columns, page, { heads, widths }));
  };
}
