import type { StreamColumn } from '../catalog/stream.entity.ts';
import { WeftError } from '../errors.ts';
import { REAL_COLUMNS } from '../snapshot/column-value.ts';

/** More columns than this are no stream but a mistake: a wrong delimiter, a table on its side, keys as names. */
export const MOST_COLUMNS = 10_000;

/** Where the columns of a stream go: into its table as far as they fit, the others into `_rest`. */
export class ColumnRoom {
  private readonly mayUseRest: boolean;
  private own: number;
  private all: number;

  /**
   * @param columns those that the stream has: they stay where they are
   * @param most columns of the table
   * @param where names the run in messages
   */
  constructor(
    columns: readonly StreamColumn[],
    private readonly where: string,
    private readonly most = REAL_COLUMNS,
  ) {
    this.all = columns.length;
    this.own = columns.filter(({ rest }) => !rest).length;
    // The name was not kept from sources always.
    this.mayUseRest = !columns.some(({ identifier }) => identifier === '_rest');
  }

  /**
   * The place of one more column.
   * @throws WeftError `invalid_input` when the stream would have more than 10,000
   */
  next(): Pick<StreamColumn, 'rest'> {
    if (++this.all > MOST_COLUMNS) throw tooManyColumns(this.where, this.all);
    if (this.own >= this.most && this.mayUseRest) return { rest: true };
    this.own++;
    return {};
  }
}

export const tooManyColumns = (where: string, count: number): WeftError =>
  new WeftError(
    'invalid_input',
    `${where}: there would be ${count} columns or more, and a stream has at most ${MOST_COLUMNS}`,
    'Nothing of it was written. Is the delimiter right, does the first line name the columns, are ids used as names of fields?',
  );

/**
 * Whether a delivery of these columns can be staged by its records' bytes: none of them goes into `_rest`, and a staged row,
 * which has all of them, fits as a stored one does.
 * @param names its columns
 * @param left those of them that are not stored
 */
export function fitsTable(
  columns: readonly StreamColumn[],
  names: readonly string[],
  left: ReadonlySet<string>,
  most = REAL_COLUMNS,
): boolean {
  const known = new Map(columns.map((column) => [column.name, column]));
  if (names.some((name) => known.get(name)?.rest)) return false;
  const others = names.filter((name) => !known.has(name));
  const added = others.filter((name) => !left.has(name)).length;
  const own = columns.filter(({ rest }) => !rest).length;
  return (added === 0 || own + added <= most) && (added === others.length || names.length <= most);
}
