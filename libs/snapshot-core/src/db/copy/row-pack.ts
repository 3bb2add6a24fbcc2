/**
 * Rows of texts one after the other, each field as COPY's binary format has it: the length of its UTF-8 (4 bytes, big-endian; -1 for null) and
 * that. Threads that make rows write them so, without all that this library loads.
 */
export interface RowPack {
  readonly bytes: Uint8Array;
  /** By row: where it ends. */
  readonly ends: Uint32Array;
}

const NULL = -1;
const LENGTH_BYTES = 4;

/** The fields of each row of a pack. */
export function unpackRows({ bytes, ends }: RowPack): (string | null)[][] {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  return Array.from(ends, (end) => {
    const fields: (string | null)[] = [];
    while (at < end) {
      const length = all.readInt32BE(at);
      at += LENGTH_BYTES;
      fields.push(length === NULL ? null : all.toString('utf8', at, (at += length)));
    }
    return fields;
  });
}
