import { refText, type SourceRecordRef } from '../model/source-record.ts';
import type { SemanticType } from '../model/semantic-types.ts';
import type { SurvivalRule, UnifiedModel } from '../model/unified-model.ts';
import type { Projection } from '../project/project-record.ts';
import { addressGroups, type FieldGroup } from './address-groups.ts';
import { goldenValue } from './golden-value.ts';
import { compareRefs, type Offer, rankOffers, ruleName, ruleOf } from './survivorship.ts';

/** A record of a cluster. */
export interface ClusterMember {
  readonly ref: SourceRecordRef;
  readonly projection: Projection;
}

/** Where a unified field's value came from, and what it stood against. */
export interface FieldProvenance {
  /** `refText` of the record whose value it is: `quickbooks.Customer:58`; `pin` where a person gave it. */
  readonly from: string;
  /** `most_recent`, `most_frequent`, `most_complete`, `source_priority` or `pinned`. */
  readonly rule: string;
  /** Other values that records of the cluster have, best first; records that say the same are not listed. */
  readonly losers: readonly { readonly from: string; readonly value: string }[];
  /** Of a field with many values: each with the record that it is of, best first; `from` is the first one's. */
  readonly values?: readonly { readonly from: string; readonly value: string }[];
}

/** A text; of a field with many values all of them. */
export type UnifiedValue = string | readonly string[];

/** A unified record without its id. */
export interface UnifiedRecord {
  /** Every field of the model, in its order. */
  readonly data: Readonly<Record<string, UnifiedValue | null>>;
  /** Fields that have a value. */
  readonly provenance: Readonly<Record<string, FieldProvenance>>;
  /** The cluster's records, by the order of sources in the model, then key. */
  readonly sources: readonly SourceRecordRef[];
}

/**
 * Merges the records of one cluster into a unified record: for each field the value that its survival rule prefers,
 * addresses as a whole, and of fields with many values all that differ. A record without a value never wins; one whose value is none of its type (`n/a` as an e-mail) wins only
 * if nobody has a real one. Depends on the members' projections only, not on their order.
 */
export function mergeCluster(model: UnifiedModel, members: readonly ClusterMember[]): UnifiedRecord {
  const sources = members.map(({ ref }) => ref);
  if (sources.length > 1) sources.sort((a, b) => compareRefs(model, a, b));
  const plan = planOf(model);
  const survivors = members.length === 1 ? survivorsOfOne(plan, members[0]!) : survivorsOf(model, plan, members);
  const data: Record<string, UnifiedValue | null> = {};
  const provenance: Record<string, FieldProvenance> = {};
  for (const field of model.order) {
    const survivor = survivors.get(field);
    data[field] = survivor?.value ?? null;
    if (survivor !== undefined) provenance[field] = survivor.provenance;
  }
  return { data, provenance, sources };
}

/** How a model's fields survive: the same for every cluster. */
interface MergePlan {
  readonly groups: readonly FieldGroup[];
  readonly fields: readonly {
    readonly field: string;
    readonly type: SemanticType | undefined;
    readonly isGrouped: boolean;
    readonly isMany: boolean;
    /** Name of the rule that it survives by, by itself or with its group. */
    readonly rule: string;
  }[];
}

function planOf(model: UnifiedModel): MergePlan {
  const known = plans.get(model);
  if (known !== undefined) return known;
  const groups = addressGroups(model);
  const groupOf = new Map(groups.flatMap(({ name, fields }) => fields.map((field) => [field, name] as const)));
  const fields = model.order.map((field) => ({
    field,
    type: model.fields[field],
    isGrouped: groupOf.has(field),
    isMany: model.many?.includes(field) ?? false,
    rule: ruleName(ruleOf(model, groupOf.get(field) ?? field)),
  }));
  const plan = { groups, fields };
  plans.set(model, plan);
  return plan;
}

const plans = new WeakMap<UnifiedModel, MergePlan>();

function survivorsOf(
  model: UnifiedModel,
  { groups, fields }: MergePlan,
  members: readonly ClusterMember[],
): Map<string, Survivor> {
  const survivors = new Map<string, Survivor>();
  for (const group of groups) {
    for (const survivor of mergeAddress(model, group, members)) survivors.set(survivor.field, survivor);
  }
  for (const { field, isGrouped } of fields) {
    const survivor = isGrouped ? null : mergeField(model, field, members);
    if (survivor !== null) survivors.set(field, survivor);
  }
  return survivors;
}

/** Of a record alone every value survives, whatever the rule: the same as {@link survivorsOf}, at a tenth of the cost. */
function survivorsOfOne({ fields }: MergePlan, { ref, projection }: ClusterMember): Map<string, Survivor> {
  const survivors = new Map<string, Survivor>();
  const from = refText(ref);
  for (const { field, type, isMany, rule } of fields) {
    const projected = projection.fields[field];
    const value = type === undefined || projected === undefined ? null : goldenValue(type, projected);
    if (value === null) continue;
    const provenance = isMany ? { from, rule, losers: [], values: [{ from, value }] } : { from, rule, losers: [] };
    survivors.set(field, { field, value: isMany ? [value] : value, provenance });
  }
  return survivors;
}

interface Survivor {
  readonly field: string;
  readonly value: UnifiedValue;
  readonly provenance: FieldProvenance;
}

interface FieldOffer extends Offer {
  readonly value: string;
  /** It is one of its field's type. */
  readonly isValid: boolean;
}

function mergeField(model: UnifiedModel, field: string, members: readonly ClusterMember[]): Survivor | null {
  const rule = ruleOf(model, field);
  const offers = members.flatMap((member) => fieldOffer(model, field, member));
  const ranked = rankOffers(
    model,
    rule,
    offers.filter(({ isValid }) => isValid),
  );
  // Values that are none of their type come after all that are; where many are kept, not beside them.
  const invalid = rankOffers(
    model,
    rule,
    offers.filter(({ isValid }) => !isValid),
  );
  if (model.many?.includes(field)) return manyOf(field, rule, ranked.length > 0 ? ranked : invalid);
  return survivorOf(field, rule, [...ranked, ...invalid]);
}

function mergeAddress(
  model: UnifiedModel,
  { name, fields: group }: FieldGroup,
  members: readonly ClusterMember[],
): Survivor[] {
  const rule = ruleOf(model, name);
  const ranked = rankOffers(model, rule, addressOffers(model, group, members)).map(({ ref }) => refText(ref));
  const [winner] = ranked;
  const ranks = new Map(ranked.map((ref, rank) => [ref, rank]));
  const rankOf = ({ ref }: FieldOffer): number => ranks.get(refText(ref)) ?? ranks.size;
  return group.flatMap((field) => {
    const offers = members
      .flatMap((member) => fieldOffer(model, field, member))
      .sort((a, b) => rankOf(a) - rankOf(b) || compareRefs(model, a.ref, b.ref));
    // The part that the surviving address lacks stays empty: another record's would be another address's.
    const [first] = offers;
    if (first === undefined || refText(first.ref) !== winner) return [];
    return survivorOf(field, rule, offers) ?? [];
  });
}

/** Every record with an address; only those with a street where any has one, since a lone country says next to nothing. */
function addressOffers(model: UnifiedModel, group: readonly string[], members: readonly ClusterMember[]): Offer[] {
  const streets = group.filter((field) => model.fields[field] === 'street');
  const has = (member: ClusterMember, fields: readonly string[]): boolean =>
    fields.some((field) => (member.projection.fields[field]?.value ?? null) !== null);
  const withStreet = members.filter((member) => has(member, streets));
  const addressed = withStreet.length > 0 ? withStreet : members.filter((member) => has(member, group));
  return addressed.map(({ ref, projection }) => {
    const parts = group.map((field) => projection.fields[field]);
    return {
      ref,
      sourceTime: projection.sourceTime,
      sameness: JSON.stringify(parts.map((part) => part?.normalised ?? part?.value ?? null)),
      completeness: parts.filter((part) => (part?.value ?? null) !== null).length,
    };
  });
}

function fieldOffer(model: UnifiedModel, field: string, { ref, projection }: ClusterMember): FieldOffer[] {
  const type = model.fields[field];
  const projected = projection.fields[field];
  const value = type === undefined || projected === undefined ? null : goldenValue(type, projected);
  if (value === null) return [];
  const normalised = projected?.normalised ?? null;
  return [
    {
      ref,
      value,
      isValid: normalised !== null,
      sourceTime: projection.sourceTime,
      sameness: normalised ?? value,
      completeness: value.length,
    },
  ];
}

function survivorOf(field: string, rule: SurvivalRule, ranked: readonly FieldOffer[]): Survivor | null {
  const [winner, ...others] = ranked;
  if (winner === undefined) return null;
  const losers = others
    .filter(({ value }) => value !== winner.value)
    .map(({ ref, value }) => ({ from: refText(ref), value }));
  return { field, value: winner.value, provenance: { from: refText(winner.ref), rule: ruleName(rule), losers } };
}

/** All values that say something else than the better ones. */
function manyOf(field: string, rule: SurvivalRule, ranked: readonly FieldOffer[]): Survivor | null {
  const distinct = new Map<string, FieldOffer>();
  for (const offer of ranked) if (!distinct.has(offer.sameness)) distinct.set(offer.sameness, offer);
  const values = [...distinct.values()].map(({ ref, value }) => ({ from: refText(ref), value }));
  const [first] = values;
  if (first === undefined) return null;
  const provenance = { from: first.from, rule: ruleName(rule), losers: [], values };
  return { field, value: values.map(({ value }) => value), provenance };
}
