const QUOTE = 34;

/** A key field as it stands in a CSV record: its bytes between the delimiters, quotes and all. */
export interface RawField {
  bytes: Buffer;
  start: number;
  end: number;
}

/** An unquoted empty field, or one that the record ends before, is null. */
export const isNullField = (start: number, end: number): boolean => start < 0 || start === end;

/** The value of a raw field: without its quotes, doubled quotes made one. */
export function fieldValue({ bytes, start, end }: RawField): Buffer {
  if (bytes[start] !== QUOTE) return bytes.subarray(start, end);
  const inner = bytes.subarray(start + 1, end - 1);
  return inner.includes(QUOTE) ? Buffer.from(inner.toString('latin1').replaceAll('""', '"'), 'latin1') : inner;
}

/** The record key: one column's text, or the canonical JSON array of several. */
export function recordKey(values: readonly string[]): string {
  return values.length === 1 ? values[0]! : JSON.stringify(values);
}

/** A text as a quoted CSV field. */
export const csvField = (text: string): string => `"${text.replaceAll('"', '""')}"`;
