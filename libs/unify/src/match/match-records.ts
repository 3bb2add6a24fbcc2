import { refText, type SourceRecordRef } from '../model/source-record.ts';
import type { UnifiedModel } from '../model/unified-model.ts';
import type { Projection } from '../project/project-record.ts';
import type { Edge } from './edge.ts';
import { matchKeys } from './match-keys.ts';
import type { GenericKey } from './generic-key.ts';
import { type KeyedRecord, pairRecords } from './pair-records.ts';
import { scorePair } from './score-pair.ts';

/** A source record with its projection. */
export interface ProjectedRecord {
  readonly ref: SourceRecordRef;
  readonly projection: Projection;
}

/**
 * All edges among records: keys, candidate pairs, decisions. As with `pairRecords`, every holder of each key value must be
 * among the records.
 */
export function matchRecords(
  model: UnifiedModel,
  records: readonly ProjectedRecord[],
  maxHolders?: number,
): { edges: Edge[]; generic: GenericKey[] } {
  const projections = new Map(records.map(({ ref, projection }) => [refText(ref), projection]));
  const keyed = [...projections].map(([ref, projection]) => ({ ref, keys: matchKeys(model, projection) }));
  return matchKeyed(model, keyed, projections, maxHolders);
}

/**
 * The same for records whose keys are known.
 * @param projections `refText` → projection, for every keyed record
 */
export function matchKeyed(
  model: UnifiedModel,
  keyed: readonly KeyedRecord[],
  projections: ReadonlyMap<string, Projection>,
  maxHolders?: number,
): { edges: Edge[]; generic: GenericKey[] } {
  const { pairs, generic } = pairRecords(keyed, maxHolders);
  const edges = pairs.flatMap((pair) => {
    const [a, b] = [projections.get(pair.a), projections.get(pair.b)];
    const edge = a === undefined || b === undefined ? null : scorePair(model, pair, a, b);
    return edge === null ? [] : [edge];
  });
  return { edges, generic };
}
