import type { ProjectedRecord } from '../match/match-records.ts';

/** A record of a file; one that is no entity of the model (`needs`) can be in no pair. */
export interface EvaluatedRecord extends ProjectedRecord {
  readonly isMember: boolean;
}
