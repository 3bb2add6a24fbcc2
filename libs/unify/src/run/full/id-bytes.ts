/** Bytes of an id. */
export const ID_BYTES = 16;

/** An id's bytes as text. */
export function idText(bytes: Buffer, at = 0): string {
  const hex = bytes.toString('hex', at, at + ID_BYTES);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
