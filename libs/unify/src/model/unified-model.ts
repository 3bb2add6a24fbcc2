import type { SemanticType } from './semantic-types.ts';

/** Where a field's value comes from; the forms of CONTRACT.md, kept as they are written. */
export type Mapping = string | FirstOf | Join | Const | Lookup | Jsonata;

/** The first of these that has a value. */
export interface FirstOf {
  readonly first_of: readonly Mapping[];
}

/** Those that have a value, put together with `with` between them (default: one space). */
export interface Join {
  readonly join: readonly Mapping[];
  readonly with?: string;
}

/** The same text for every record of the source. */
export interface Const {
  readonly const: string;
}

/** The value of `from` replaced by its entry in the table; a value that the table lacks gives none. */
export interface Lookup {
  readonly lookup: Readonly<Record<string, string>>;
  readonly from: Mapping;
}

/** What a JSONata expression gives on the record (docs.jsonata.org). */
export interface Jsonata {
  readonly jsonata: string;
}

/** One stream that feeds a model. */
export interface ModelSource {
  readonly integration: string;
  readonly stream: string;
  /** The stream has no duplicates: two of its records are never one entity. */
  readonly unique: boolean;
  /** Model field → mapping; a field not mentioned has no value from this source. */
  readonly map: Readonly<Record<string, Mapping>>;
  /** Where the record's own time of last change is; without it the well-known columns are tried. */
  readonly updatedAt?: Mapping;
  /** Fields of which a record must have one: a record without any is no entity of this model. */
  readonly needs?: readonly string[];
  /** Key of the record that the source has merged this one into (Salesforce: MasterRecordId). */
  readonly mergedInto?: Mapping;
  /** Keys of the records that the source has merged into this one (HubSpot: hs_merged_object_ids). */
  readonly mergedIds?: Mapping;
}

/**
 * How one field's value is chosen: `most_recent` by source time, `most_frequent` or `most_complete` value, or a list of
 * integrations (or `integration.stream`) in order of trust, the most recent deciding within one.
 */
export type SurvivalRule = 'most_recent' | 'most_frequent' | 'most_complete' | readonly string[];

export const NAMED_SURVIVAL_RULES = ['most_recent', 'most_frequent', 'most_complete'] as const;

/** A reference from records of this model to those of another. */
export interface Relation {
  /** The model of the records that are referred to. */
  readonly to: string;
  /** Source of this model → where it has keys of records of the other: the first that leads to a unified record counts. */
  readonly from: Readonly<Record<string, readonly Reference[]>>;
}

/** Where a key of another source's record stands. */
export interface Reference {
  /** The other source, `quickbooks.Customer`. */
  readonly of: string;
  readonly key: Mapping;
}

/** What is counted or summed over the records of another model that refer to a record of this one. */
export interface Rollup {
  /** The other model. */
  readonly of: string;
  /** Its relation that leads here. */
  readonly by: string;
  /** Its field that is summed; without one, records are counted. */
  readonly sum?: string;
}

/** A unified model: plain JSON, as the catalog stores it. */
export interface UnifiedModel {
  readonly name: string;
  /** Field → semantic type. */
  readonly fields: Readonly<Record<string, SemanticType>>;
  /** Fields that keep all values of a unified record's sources, not the best alone; in the order declared. */
  readonly many?: readonly string[];
  /** Names of the fields in the order declared, which says what the entity is; jsonb does not keep that of `fields`. */
  readonly order: readonly string[];
  /** In the order declared: the last word where nothing else decides which record a value comes from. */
  readonly sources: readonly ModelSource[];
  readonly match: {
    /** Probability (0 to 1) from which a scored pair is one entity. Exact rules do not ask it. */
    readonly auto: number;
    /** Probability (0 to 1) from which a scored pair is shown to people. */
    readonly review: number;
    /** Exact rules instead of the ones that the types imply: each a list of fields that agree, strongest first. */
    readonly rules?: readonly (readonly string[])[];
    /** By field: its evidence counts so many times as learnt; 0 is not at all. Fields not mentioned count once. */
    readonly weights?: Readonly<Record<string, number>>;
  };
  /** Relation → where it leads; a unified record has the id of the other under the relation's name. */
  readonly relations?: Readonly<Record<string, Relation>>;
  /** Name → what is rolled up under it. */
  readonly rollups?: Readonly<Record<string, Rollup>>;
  /** By the name of a field, a relation or a group of fields (`address`, see address-groups.ts). */
  readonly survive: { readonly default: SurvivalRule; readonly fields: Readonly<Record<string, SurvivalRule>> };
}

/** Fields with their types, in the order declared. */
export function fieldsOf(model: UnifiedModel): readonly [field: string, type: SemanticType][] {
  const known = resolved.get(model);
  if (known !== undefined) return known;
  const fields = model.order.flatMap((field): [string, SemanticType][] => {
    const type = model.fields[field];
    return type === undefined ? [] : [[field, type]];
  });
  resolved.set(model, fields);
  return fields;
}

/** Models are immutable data, and every record asks for the fields of its model. */
const resolved = new WeakMap<UnifiedModel, readonly [field: string, type: SemanticType][]>();

/** Names of the model's relations, in one order for all that is stored of them. */
export const relationsOf = ({ relations }: UnifiedModel): string[] => Object.keys(relations ?? {}).sort();

/** Names of the model's roll-ups. */
export const rollupsOf = ({ rollups }: UnifiedModel): string[] => Object.keys(rollups ?? {}).sort();

/** All that a unified record of the model shows: fields in the order declared, relations, roll-ups. */
export const shownFields = (model: UnifiedModel): string[] => [
  ...model.order,
  ...relationsOf(model),
  ...rollupsOf(model),
];
