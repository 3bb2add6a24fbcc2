import type { Lineage, StagedRows } from '@app/snapshot-core';
import type { UnifyState } from '../store/unify-state.ts';

/** What has to be published, and remembered, after the records were looked at. */
export interface Unification {
  /** Source records that were looked at. */
  received: number;
  /** The unified records that may have changed. */
  rows: StagedRows;
  /** How many those are. */
  clusters: number;
  /** Ids that no record has any more, and where their records went; null where none is left. */
  retired: ReadonlyMap<string, string | null>;
  lineage: Lineage[];
  /** Number that the next new member gets. */
  nextMember: number;
  weights: Pick<UnifyState, 'weights' | 'weightsTried'>;
}
