const QUOTE = 34;
/** A longer key is not kept to compare the next one with. */
const LONGEST = 256;

/** Whether keys come in rising order, which tells that they are distinct. */
export class KeyOrder {
  private readonly last = new Uint8Array(LONGEST);
  private length = 0;

  /**
   * Whether the key at `[start, end)` of a CSV record is behind all before; it is the last one then. Quoted ones are never,
   * since their bytes are not those of the value.
   */
  rises(bytes: Uint8Array, start: number, end: number): boolean {
    const { last } = this;
    const length = end - start;
    if (length > LONGEST || bytes[start] === QUOTE) return false;
    const common = Math.min(length, this.length);
    let at = 0;
    while (at < common && bytes[start + at] === last[at]) at++;
    if (at === common ? length <= this.length : bytes[start + at]! < last[at]!) return false;
    for (; at < length; at++) last[at] = bytes[start + at]!;
    this.length = length;
    return true;
  }
}
