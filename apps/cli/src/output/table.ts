import Table from 'cli-table3';
import { style } from './style.ts';
import { shortened } from './text.ts';

/** One column: what stands above it and what a row shows in it. */
export interface Column<Row> {
  head: string;
  cell: (row: Row) => string;
  align?: 'left' | 'right';
  /** Longest cell in characters; longer ones are cut. */
  max?: number;
}

const noLines = { top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '' };
const noFrame = { 'bottom-left': '', 'bottom-right': '', left: '', 'left-mid': '', mid: '', 'mid-mid': '' };
const bare = { ...noLines, ...noFrame, right: '', 'right-mid': '', middle: '  ' };

export interface TableOptions {
  /** false leaves out the line of headings: for the later pages of one table. */
  heads?: boolean;
  /** Widths of the columns, where several pages must line up; else as wide as the content. */
  widths?: number[];
  indent?: string;
}

/** Aligned columns without lines, each row ending in a line end. */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[], options: TableOptions = {}): string {
  const { heads = true, widths, indent = '' } = options;
  const grid = new Table({
    chars: bare,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colAligns: columns.map(({ align = 'left' }) => align),
    ...(widths ? { colWidths: widths } : {}),
  });
  if (heads) grid.push(columns.map(({ head }) => style.head(head)));
  for (const row of rows)
    grid.push(columns.map(({ cell, max }) => (max === undefined ? cell(row) : shortened(cell(row), max))));
  const lines = grid.toString().split('\n');
  return lines.map((line) => `${indent}${line.trimEnd()}\n`).join('');
}

/** Width of each column over these rows, for {@link TableOptions.widths}. */
export function widthsOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): number[] {
  return columns.map(({ head, cell, max = Infinity }) =>
    rows.reduce((width, row) => Math.max(width, Math.min([...cell(row)].length, max)), [...head].length),
  );
}

/** `name  value` lines, for one thing with many properties. */
export function properties(entries: readonly (readonly [string, string])[], indent = ''): string {
  const width = entries.reduce((widest, [name]) => Math.max(widest, [...name].length), 0);
  return entries
    .map(([name, value]) =>
      `${indent}${style.faint(name)}${' '.repeat(width - [...name].length + 2)}${value}`.trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}
