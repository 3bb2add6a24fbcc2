import type { CopyStreamQuery } from 'pg-copy-streams';

/** A table that records are copied into as they come. */
export interface CopyTarget {
  /** Makes the table ready; called once, before {@link copy}. */
  create(): Promise<void>;
  /** What stands before the hash in the line of the n-th record, without a delimiter behind it. */
  prefix(n: number): string;
  /** Whether `_absent` stands behind the prefix. */
  readonly tellsAbsent: boolean;
  /** Adds columns behind those it has; not while a COPY is open. */
  addColumns(columns: readonly string[]): Promise<void>;
  /** Opens the COPY. */
  copy(): CopyStreamQuery;
}
