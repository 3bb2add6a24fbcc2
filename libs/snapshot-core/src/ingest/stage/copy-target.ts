import type { CopyStreamQuery } from 'pg-copy-streams';
import { ident, join, type Sql, sql } from '../../db/sql.ts';

/** A table that records are copied into as they come. */
export interface CopyTarget {
  /** Makes the table ready; called once, before {@link copy}. */
  create(): Promise<void>;
  /** What stands before the hash in the CSV line of the n-th record, without a comma behind it. */
  prefix(n: number): string;
  /** How many numbers stand before the hash, in binary. */
  readonly numberFields: number;
  /** Writes the numbers of the n-th record as binary fields; returns the place behind them. */
  putNumbers(n: number, target: Uint8Array, at: number): number;
  /** Whether `_absent` stands behind the prefix. */
  readonly tellsAbsent: boolean;
  /** Adds columns behind those it has; not while a COPY is open. */
  addColumns(columns: readonly string[]): Promise<void>;
  /** Opens the COPY. */
  copy(format: CopyFormat): CopyStreamQuery;
  /** Where what was copied, up to the n-th record, can be published before the rest has come; no COPY is open then. */
  readonly early?: {
    /** Number of the last record that was published, or is just being published. */
    readonly to: number;
    /** @param superseded numbers of records that do not count, because another one has their key */
    publish(n: number, superseded: readonly number[]): Promise<void>;
  };
}

/** Of CSV lines, or of binary rows. */
export type CopyFormat = 'csv' | 'binary';

/** Most bytes that a target's numbers take as binary fields. */
export const MOST_NUMBER_BYTES = 24;

/** The format as options of a COPY. */
export const formatOption = (format: CopyFormat): Sql => (format === 'binary' ? sql`format binary` : sql`format csv`);

/**
 * Bytes that are sent ahead of Postgres, besides what the system's socket holds: this process reads and hashes on while Postgres
 * takes in the last records.
 */
export const COPY_AHEAD = { highWaterMark: 4 << 20 };

/** What an `alter table` says to add these columns: data columns are text, `_rest` is jsonb. */
export const addedColumns = (columns: readonly string[]): Sql =>
  join(columns.map((column) => sql`add column ${ident(column)} ${column === '_rest' ? sql`jsonb` : sql`text`}`));
