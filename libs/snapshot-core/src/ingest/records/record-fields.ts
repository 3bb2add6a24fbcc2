import type { LogicalType } from '../../catalog/stream.entity.ts';

/** How a field lies in the bytes of its record. */
export const Lies = {
  /** It is null. */
  null: 0,
  /** As its text, in which nothing would have to be quoted: a number, true, false. */
  bare: 1,
  /** As its text between two quotes, without another one in it. */
  quoted: 2,
  /** As its text, with quotes in it. */
  nested: 3,
  /** In another form: its text is in `texts`. */
  told: 4,
} as const;

/**
 * The fields of one record by where they lie in its bytes, so that they can be copied from there without becoming strings. One of
 * these serves many records: it holds until the next one is read.
 */
export interface RecordFields {
  /** As in a parsed record. */
  readonly names: readonly string[];
  readonly bytes: Buffer;
  /** By field, one of {@link Lies}. */
  readonly lies: Uint8Array;
  /** By field: where its text starts, and ends exclusively. */
  readonly start: Int32Array;
  readonly end: Int32Array;
  /** By field: its text, where that does not lie in the bytes as it is. */
  readonly texts: readonly (string | undefined)[];
  /** By field, as in a parsed record. */
  readonly types: readonly (LogicalType | null)[];
}

/** The text of a field; null for null. */
export function textOf({ lies, start, end, bytes, texts }: RecordFields, field: number): string | null {
  if (lies[field] === Lies.null) return null;
  return lies[field] === Lies.told ? texts[field]! : bytes.toString('utf8', start[field], end[field]);
}
