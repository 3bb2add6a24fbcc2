import type { CopyStreamQuery } from 'pg-copy-streams';

/** A table that records are copied into as they come. */
export interface CopyTarget {
  /** Makes the table ready; called once, before {@link copy}. */
  create(): Promise<void>;
  /** What stands before the hash in the line of the n-th record, without a delimiter behind it. */
  prefix(n: number): string;
  /** Opens the COPY. */
  copy(): CopyStreamQuery;
}
