/** A decided pair: two records that are one entity, with what decided it. */
export interface Edge {
  /** `refText` of one record; an edge has no direction. */
  readonly a: string;
  readonly b: string;
  /** log2 of the odds that the two are one entity. */
  readonly weight: number;
  /** Name of the exact rule that decided it, null where the evidence did. */
  readonly rule: string | null;
}
