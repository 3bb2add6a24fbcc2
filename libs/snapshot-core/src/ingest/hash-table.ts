const EMPTY = 0;
const FULLEST = 0.7;

/**
 * A map from 128-bit hashes to numbers from 1 to 2^32-2, in typed arrays: 20 bytes an entry and no object per record
 * (at most 29 bytes at the fill the table grows at). Open addressing with linear probing.
 */
export class HashTable {
  size = 0;
  private capacity: number;
  private words: Int32Array;
  private values: Uint32Array;

  /** @param expected entries to make room for; more are taken, at the cost of growing. */
  constructor(expected: number) {
    this.capacity = Math.max(64, Math.ceil(expected / FULLEST) + 1);
    this.words = new Int32Array(this.capacity * 4);
    this.values = new Uint32Array(this.capacity);
  }

  /** Where the hash is, or -1. A slot is good until the next {@link set}. */
  find(hash: Int32Array): number {
    const slot = this.slotOf(hash);
    return this.values[slot] === EMPTY ? -1 : slot;
  }

  valueAt(slot: number): number {
    return this.values[slot]!;
  }

  setAt(slot: number, value: number): void {
    this.values[slot] = value;
  }

  set(hash: Int32Array, value: number): void {
    let slot = this.slotOf(hash);
    if (this.values[slot] === EMPTY) {
      if (this.size + 1 > this.capacity * FULLEST) {
        this.grow();
        slot = this.slotOf(hash);
      }
      this.size++;
      this.words.set(hash, slot * 4);
    }
    this.values[slot] = value;
  }

  /** Makes room in a table that is empty. */
  reserve(expected: number): void {
    if (this.size > 0 || expected <= this.capacity * FULLEST) return;
    this.capacity = Math.ceil(expected / FULLEST) + 1;
    this.words = new Int32Array(this.capacity * 4);
    this.values = new Uint32Array(this.capacity);
  }

  private slotOf(hash: Int32Array): number {
    const [a, b, c, d] = [hash[0]!, hash[1]!, hash[2]!, hash[3]!];
    // The hash is uniform, so its first word scaled to the capacity is a uniform slot.
    let slot = Math.floor(((a >>> 0) / 4294967296) * this.capacity);
    const { words, values, capacity } = this;
    while (values[slot] !== EMPTY) {
      const at = slot * 4;
      if (words[at] === a && words[at + 1] === b && words[at + 2] === c && words[at + 3] === d) return slot;
      if (++slot === capacity) slot = 0;
    }
    return slot;
  }

  private grow(): void {
    const { words, values, capacity } = this;
    this.capacity = capacity * 2;
    this.words = new Int32Array(this.capacity * 4);
    this.values = new Uint32Array(this.capacity);
    const hash = new Int32Array(4);
    for (let slot = 0; slot < capacity; slot++) {
      if (values[slot] === EMPTY) continue;
      hash.set(words.subarray(slot * 4, slot * 4 + 4));
      const to = this.slotOf(hash);
      this.words.set(hash, to * 4);
      this.values[to] = values[slot]!;
    }
  }
}
