/** A value that a script may put into a row. Null, undefined and NaN are null; objects are kept as JSON text. */
export type RowValue = string | number | bigint | boolean | Date | object | null | undefined;

/** A row of a script's data: values by column name. A column that a row lacks is null in it. */
export type ScriptRow = Readonly<Record<string, RowValue>>;

/** What {@link Snapshots.writeSnapshot} does with the rows. */
export interface WriteOptions {
  /** Column or columns of the record key; the same ones for as long as the stream exists. */
  key: string | readonly string[];
  /** True: the rows become the whole snapshot, records that are not among them are deleted. Default false. */
  override?: boolean;
  /** Columns to leave out, and to take out of what is stored already, the feed's old values included. */
  dropColumn?: string | readonly string[];
  /** True, the default: of several rows with one key the last counts. False: two rows with one key are an error. */
  dropDuplicates?: boolean;
  /**
   * All columns of the rows. Needed only where rows come one by one and a later one has columns that the first one lacks.
   */
  columns?: readonly string[];
  signal?: AbortSignal;
}

/** What {@link Snapshots.updateSnapshot} does with the rows. */
export interface UpdateOptions extends Omit<WriteOptions, 'columns'> {
  /** False: what the snapshot would be is computed, and nothing is written. Default true. */
  persist?: boolean;
  /** Columns to sort the returned rows by, ascending, nulls last; else they are in order of key. */
  sortColumns?: string | readonly string[];
}

/** One name or several, as a list. */
export const namesOf = (names: string | readonly string[] | undefined): string[] =>
  names === undefined ? [] : typeof names === 'string' ? [names] : [...names];
