/** The texts of fields as COPY's binary format has them; the first `others`, of other types, as what their bytes are in Latin-1. */
export function readFields(bytes: Buffer, others = 0): (string | null)[] {
  const values: (string | null)[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = bytes.readInt32BE(at);
    at += 4;
    const encoding = values.length < others ? 'latin1' : 'utf8';
    values.push(length < 0 ? null : bytes.toString(encoding, at, at + length));
    at += Math.max(length, 0);
  }
  return values;
}
