const FREE = 0;
/** Fuller ones take long searches, each step of which is a cache miss. */
const FULLEST = 0.5;
/** Entries of one piece, 80 KB: a list that doubles would have to be copied, and be half empty. */
const PIECE = 4096;
/** Of an entry: its hash, and its value. */
const WORDS = 5;

/**
 * A map from 128-bit hashes to numbers from 0 to 2^32-1, in typed arrays and without an object per record: 20 bytes an entry, and 8 to
 * 16 more once a hash is looked for. Open addressing with linear probing; what is in the slots are numbers of entries, so that only those
 * are made anew as it grows (a million entries: 28 MB at most, 63 MB when entries lay in the slots themselves).
 */
export class HashTable {
  /** Entries; they are numbered from 0 in the order in which they came. */
  size = 0;
  private readonly pieces: Int32Array[] = [];
  /** Number of an entry plus one; as many entries are in here as were when a hash was last looked for. */
  private slots = new Uint32Array(64);
  private indexed = 0;

  /** Number of the hash's entry, or -1. */
  find(hash: Int32Array): number {
    this.index();
    return this.slots[this.slotOf(hash)]! - 1;
  }

  valueAt(entry: number): number {
    return this.pieces[Math.floor(entry / PIECE)]![(entry % PIECE) * WORDS + 4]! >>> 0;
  }

  setAt(entry: number, value: number): void {
    this.pieces[Math.floor(entry / PIECE)]![(entry % PIECE) * WORDS + 4] = value;
  }

  set(hash: Int32Array, value: number): void {
    const entry = this.find(hash);
    if (entry < 0) this.append(hash, value);
    else this.setAt(entry, value);
  }

  /** As {@link set}, of a hash that is not in the table: it costs no search until a hash is looked for. */
  append(hash: Int32Array, value: number): void {
    const at = this.size++ % PIECE;
    if (at === 0) this.pieces.push(new Int32Array(PIECE * WORDS));
    const piece = this.pieces[this.pieces.length - 1]!;
    const from = at * WORDS;
    piece[from] = hash[0]!;
    piece[from + 1] = hash[1]!;
    piece[from + 2] = hash[2]!;
    piece[from + 3] = hash[3]!;
    piece[from + 4] = value;
  }

  /** Gives the entries that were appended their slots. */
  private index(): void {
    if (this.indexed === this.size) return;
    if (this.size > this.slots.length * FULLEST) {
      let capacity = this.slots.length;
      while (this.size > capacity * FULLEST) capacity *= 2;
      this.slots = new Uint32Array(capacity);
      this.indexed = 0;
    }
    const { slots } = this;
    for (; this.indexed < this.size; this.indexed++) {
      const piece = this.pieces[Math.floor(this.indexed / PIECE)]!;
      let slot = firstSlot(piece[(this.indexed % PIECE) * WORDS]!, slots.length);
      // All hashes differ: the next free slot is this one's.
      while (slots[slot] !== FREE) if (++slot === slots.length) slot = 0;
      slots[slot] = this.indexed + 1;
    }
  }

  /** The slot of a hash, or the free one where it would go. */
  private slotOf(hash: Int32Array): number {
    const { slots, pieces } = this;
    const a = hash[0]!;
    const b = hash[1]!;
    const c = hash[2]!;
    const d = hash[3]!;
    let slot = firstSlot(a, slots.length);
    for (let found = slots[slot]!; found !== FREE; found = slots[slot]!) {
      const entry = found - 1;
      const piece = pieces[Math.floor(entry / PIECE)]!;
      const at = (entry % PIECE) * WORDS;
      if (piece[at] === a && piece[at + 1] === b && piece[at + 2] === c && piece[at + 3] === d) return slot;
      if (++slot === slots.length) slot = 0;
    }
    return slot;
  }
}

/** The hash is uniform, so its first word scaled to the slots is a uniform slot. */
const firstSlot = (word: number, slots: number): number => Math.floor(((word >>> 0) / 4294967296) * slots);
