import { compareText, refText, sourceName, type SourceRecordRef } from '../model/source-record.ts';
import type { SurvivalRule, UnifiedModel } from '../model/unified-model.ts';

/** One record's offer for what survives: a field's value, or the address it has. */
export interface Offer {
  readonly ref: SourceRecordRef;
  readonly sourceTime: string | null;
  /** Offers with the same text say the same thing. */
  readonly sameness: string;
  /** How much it says: characters of a value, parts of an address. */
  readonly completeness: number;
}

/** The rule by which a value of a field, group or relation survives. */
export function ruleOf({ survive }: UnifiedModel, name: string): SurvivalRule {
  return (Object.hasOwn(survive.fields, name) ? survive.fields[name] : undefined) ?? survive.default;
}

/** Name of the rule as provenance carries it. */
export function ruleName(rule: SurvivalRule): string {
  return typeof rule === 'string' ? rule : 'source_priority';
}

/**
 * The offers from winner to last loser. After the rule itself decide, in this order: the more recent source time (none
 * counts as oldest), the order of the sources in the model, the record key. When Weft received a record decides nothing,
 * so the answer does not depend on the order or batching of deliveries.
 */
export function rankOffers<T extends Offer>(model: UnifiedModel, rule: SurvivalRule, offers: readonly T[]): T[] {
  if (offers.length < 2) return [...offers];
  const score = scoreBy(rule, offers);
  return [...offers].sort(
    (a, b) =>
      score(b) - score(a) || compareText(b.sourceTime ?? '', a.sourceTime ?? '') || compareRefs(model, a.ref, b.ref),
  );
}

/** Higher is better. */
function scoreBy(rule: SurvivalRule, offers: readonly Offer[]): (offer: Offer) => number {
  if (typeof rule !== 'string') return ({ ref }) => -priority(rule, ref);
  if (rule === 'most_recent') return () => 0;
  if (rule === 'most_complete') return ({ completeness }) => completeness;
  const votes = new Map<string, number>();
  for (const { sameness } of offers) votes.set(sameness, (votes.get(sameness) ?? 0) + 1);
  return ({ sameness }) => votes.get(sameness) ?? 0;
}

/** Place in the list, by integration or `integration.stream`; sources it does not name come after all that it does. */
function priority(rule: readonly string[], ref: SourceRecordRef): number {
  const place = rule.findIndex((source) => source === ref.integration || source === sourceName(ref));
  return place < 0 ? rule.length : place;
}

/** Order of the sources in the model, then of the keys; total, so that nothing is left to chance. */
export function compareRefs(model: UnifiedModel, a: SourceRecordRef, b: SourceRecordRef): number {
  if (a.stream === b.stream && a.integration === b.integration) return compareText(a.key, b.key);
  const place = (ref: SourceRecordRef): number => {
    const found = model.sources.findIndex(
      ({ integration, stream }) => stream === ref.stream && integration === ref.integration,
    );
    return found < 0 ? model.sources.length : found;
  };
  return place(a) - place(b) || compareText(refText(a), refText(b));
}
