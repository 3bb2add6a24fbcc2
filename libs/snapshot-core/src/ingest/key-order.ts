const QUOTE = 34;
/** A longer key is not kept to compare the next one with. */
const LONGEST = 256;
/** Hashes of one piece, 64 KB: a list that doubles would have to be copied, and be half empty. */
const PIECE = 4096;

/** Keys that come in rising order, which tells that they are distinct, and the hashes of those that are noted. */
export class KeyOrder {
  /** Hashes noted. */
  size = 0;
  private readonly pieces: Int32Array[] = [];
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

  note(hash: Int32Array): void {
    const at = this.size++ % PIECE;
    if (at === 0) this.pieces.push(new Int32Array(PIECE * 4));
    const piece = this.pieces[this.pieces.length - 1]!;
    for (let word = 0; word < 4; word++) piece[at * 4 + word] = hash[word]!;
  }

  /** The n-th hash that was noted, from 1. */
  read(n: number, hash: Int32Array): void {
    const at = (n - 1) % PIECE;
    const piece = this.pieces[(n - 1 - at) / PIECE]!;
    for (let word = 0; word < 4; word++) hash[word] = piece[at * 4 + word]!;
  }
}
