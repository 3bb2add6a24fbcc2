import type { StageRow } from '@app/snapshot-core';
import { applyPins, type PinnedValues } from '../merge/apply-pins.ts';
import { type ClusterMember, mergeCluster, type UnifiedValue } from '../merge/merge-cluster.ts';
import { mergeReferences } from '../merge/merge-references.ts';
import type { UnifiedModel } from '../model/unified-model.ts';
import { PROVENANCE_COLUMN, REFERENCES_COLUMN, SOURCES_COLUMN } from './golden-columns.ts';

export const goldenColumns = (model: UnifiedModel): string[] => [
  ...model.order,
  SOURCES_COLUMN,
  PROVENANCE_COLUMN,
  ...(model.relations === undefined ? [] : [REFERENCES_COLUMN]),
];

/** A cluster's unified record, as it is staged under {@link goldenColumns}. */
export function goldenRow(
  model: UnifiedModel,
  id: string,
  members: readonly ClusterMember[],
  pins: PinnedValues,
): StageRow {
  const merged = applyPins(model, mergeCluster(model, members), pins);
  const values: (string | null)[] = model.order.map((field) => textOf(merged.data[field]));
  values.push(JSON.stringify(merged.sources), JSON.stringify(merged.provenance));
  if (model.relations !== undefined) values.push(JSON.stringify(mergeReferences(model, members)));
  return { key: id, values };
}

const textOf = (value: UnifiedValue | null | undefined): string | null =>
  value === null || value === undefined || typeof value === 'string' ? (value ?? null) : JSON.stringify(value);
