import type { Sql } from '../../db/sql.ts';

/** Which staged records do not count, because another one of the delivery has their key. */
export interface Duplicates {
  /** Numbers of those that a later one replaces. */
  superseded: readonly number[];
  /** The version in a staged row, where versions have to decide between some; else undefined. */
  version: Sql | undefined;
  /** Numbers of the records that lack the version column, where it is for each record to have it. */
  unversioned?: readonly number[];
}

export const noDuplicates: Duplicates = { superseded: [], version: undefined };
