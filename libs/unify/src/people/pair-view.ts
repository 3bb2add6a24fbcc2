import type { Linkage, Explained } from '../linkage/linkage.ts';
import type { UnifiedModel } from '../model/unified-model.ts';
import { parseProjection } from '../store/projection-text.ts';
import { type Member, memberRef } from '../store/members.ts';

/** A source record as the model sees it. */
export interface RecordSide {
  /** `integration.stream:key` */
  ref: string;
  /** The unified record it is part of; null before its first run. */
  unified_id: string | null;
  /** Its values by the model's fields; fields without a value are left out. */
  data: Record<string, string>;
}

/** What one field, or a group of fields, says about a pair. */
export interface EvidenceView {
  field: string;
  /** How the two compare: `exact`, `similar`, …, `different`, or `missing`, which says nothing. */
  level: string;
  /** Bits (log2 of the likelihood ratio): positive for, negative against the match. */
  weight: number;
  a: string | null;
  b: string | null;
}

/** What the records of a pair say about each other. */
export interface Comparison {
  band: Explained['band'];
  /** log2 of the odds that the two are one entity. */
  weight: number;
  /** The same as a probability, 0 to 1. */
  probability: number;
  /** log2 odds before anything is compared. */
  prior: number;
  rule: string | null;
  veto: string | null;
  evidence: EvidenceView[];
}

export function sideOf(model: UnifiedModel, member: Member): RecordSide {
  const { fields } = parseProjection(model, member.projection);
  const present = model.order.flatMap((field): [string, string][] => {
    const value = fields[field]?.value;
    return value == null ? [] : [[field, value]];
  });
  return { ref: memberRef(member), unified_id: member.unifiedId, data: Object.fromEntries(present) };
}

export function compareMembers(model: UnifiedModel, linkage: Linkage, a: Member, b: Member): Comparison {
  const [left, right] = [a, b].map((member) => parseProjection(model, member.projection));
  const explained = linkage.explain(linkage.prepare(left!), linkage.prepare(right!));
  const valueOf = (side: typeof left, name: string) =>
    name
      .split('+')
      .flatMap((field) => side!.fields[field]?.value ?? [])
      .join(' ') || null;
  return {
    band: explained.band,
    weight: round(explained.weight),
    probability: explained.probability,
    prior: round(explained.prior),
    rule: explained.rule,
    veto: explained.veto,
    evidence: explained.evidence.map(({ field, level, weight }) => ({
      field,
      level,
      weight: round(weight),
      a: valueOf(left, field),
      b: valueOf(right, field),
    })),
  };
}

/** Hundredths of a bit: more is noise to a reader. */
const round = (bits: number): number => Math.round(bits * 100) / 100;
