import type { MatchKey } from './match-keys.ts';

/** A key value that too many records share to say anything about them. */
export interface GenericKey extends MatchKey {
  /** Number of records that hold it. */
  readonly holders: number;
}
