import { refText } from '../model/source-record.ts';
import type { UnifiedModel } from '../model/unified-model.ts';
import type { FieldProvenance, UnifiedRecord } from './merge-cluster.ts';

/** Values that people gave, by the `refText` of the record that they go with; `turn` tells which came later. */
export type PinnedValues = ReadonlyMap<string, readonly PinnedValue[]>;

interface PinnedValue {
  readonly field: string;
  readonly values: readonly string[];
  readonly turn: number;
}

/** @param pins the newest last */
export function pinnedValues(
  pins: readonly { readonly ref: string; readonly field: string; readonly values: readonly string[] }[],
): PinnedValues {
  const byRef = new Map<string, PinnedValue[]>();
  pins.forEach(({ ref, field, values }, turn) => byRef.set(ref, [...(byRef.get(ref) ?? []), { field, values, turn }]));
  return byRef;
}

/** A unified record with what people gave in place of what its sources say: of several pins of a field the newest. */
export function applyPins(model: UnifiedModel, record: UnifiedRecord, pins: PinnedValues): UnifiedRecord {
  if (pins.size === 0) return record;
  const own = record.sources.flatMap((ref) => pins.get(refText(ref)) ?? []).sort((a, b) => a.turn - b.turn);
  const newest = new Map(own.map((pin) => [pin.field, pin.values]));
  const pinned = model.order.filter((field) => newest.has(field));
  if (pinned.length === 0) return record;
  const isMany = (field: string) => model.many?.includes(field) ?? false;
  const data = pinned.map((field) => [field, isMany(field) ? newest.get(field)! : newest.get(field)![0]!] as const);
  const provenance = pinned.map(
    (field) => [field, provenanceOf(newest.get(field)!, isMany(field), record, field)] as const,
  );
  return {
    ...record,
    data: { ...record.data, ...Object.fromEntries(data) },
    provenance: { ...record.provenance, ...Object.fromEntries(provenance) },
  };
}

function provenanceOf(
  values: readonly string[],
  isMany: boolean,
  { data, provenance }: UnifiedRecord,
  field: string,
): FieldProvenance {
  const merged = provenance[field];
  const winner = data[field];
  const offered = merged === undefined ? [] : (merged.values ?? [{ from: merged.from, value: String(winner) }]);
  const kept = isMany ? values : values.slice(0, 1);
  const losers = [...offered, ...(merged?.losers ?? [])].filter(({ value }) => !kept.includes(value));
  const own = { from: 'pin', rule: 'pinned', losers };
  return isMany ? { ...own, values: values.map((value) => ({ from: 'pin', value })) } : own;
}
