/**
 * Version of all normalisers together. It is stored with every projection: raise it whenever any normaliser's answer
 * changes for any input, and the projections made by an older one are made again.
 */
export const NORMALISER_VERSION = 3;

/** What a normaliser may know about the record besides the value itself. */
export interface NormaliseContext {
  /** ISO 3166-1 alpha-2 code of the record's country, or null when it has none: reads national phone numbers and dates. */
  readonly country: string | null;
}

/**
 * Brings a value to the form in which equal things are equal text; null when there is nothing to compare in it.
 * Every normaliser is pure and idempotent: `n(n(v)) === n(v)` in the same context.
 */
export type Normaliser = (value: string, context: NormaliseContext) => string | null;
