/** Slots per hash: at half full a search ends after 1.5 looks on average, nearly all of them in one cache line. */
const SLOTS_PER_HASH = 2;
const FREE = 0;
/** A record that was updated stands behind the others of its page, of which there are some 20. */
const NEAR = 40;
/** So many hashes that nobody asks for are passed over at once. */
const GAP = 4;

/**
 * A list of 128-bit hashes, each marked or not, that finds the place of a hash: 16 bytes and one bit a hash, and 8 more once
 * one is looked for far from where the last one was. Who asks for them in about the order in which they were added pays no
 * search: what follows is tried first, then what stands near. The table for the rest takes 0.2 s to make for a million,
 * and a search in it two cache misses, as much as hashing the record does.
 */
export class HashList {
  size = 0;
  private words: Int32Array;
  private marks: Uint8Array;
  /** Place plus one of each hash, by open addressing with linear probing; made for the first search. */
  private slots: Uint32Array | undefined;
  private next = 0;
  private marked = 0;
  /** The last place that was found elsewhere. */
  private elsewhere = -1;

  /** @param expected hashes to make room for; more are taken, at the cost of growing. */
  constructor(expected: number) {
    const room = Math.max(16, expected);
    this.words = new Int32Array(room * 4);
    this.marks = new Uint8Array(Math.ceil(room / 8));
  }

  /** Adds hashes that are not in the list yet, four words each. */
  add(words: Int32Array): void {
    const wanted = this.size + words.length / 4;
    if (wanted > this.words.length / 4) this.grow(wanted);
    this.words.set(words, this.size * 4);
    this.size = wanted;
    this.slots = undefined;
  }

  /** Marks a hash. Returns whether it is in the list. */
  mark(hash: Int32Array): boolean {
    return this.markNear(hash) || this.markAt(this.search(hash[0]!, hash[1]!, hash[2]!, hash[3]!));
  }

  /** As {@link mark}, but looks only where the hash would be if all were asked for in their order, or almost. */
  markNear(hash: Int32Array): boolean {
    const a = hash[0]!;
    const b = hash[1]!;
    const c = hash[2]!;
    const d = hash[3]!;
    const { next, size } = this;
    const end = Math.min(size, next + NEAR);
    for (let place = next; place < end; place++) if (this.isAt(place, a, b, c, d)) return this.markAt(place);
    const start = Math.max(0, next - NEAR);
    for (let place = next - 1; place >= start; place--) if (this.isAt(place, a, b, c, d)) return this.markAt(place);
    return false;
  }

  /** Whether the list reaches as far as {@link markNear} looks: what that does not find now, it will not find later. */
  get reachesNear(): boolean {
    return this.size >= this.next + NEAR;
  }

  /** How many hashes nobody has asked for, of those that stand before what is tried next; about, as some are asked for out of order. */
  get missed(): number {
    return this.next - this.marked;
  }

  isMarked(hash: Int32Array): boolean {
    const place = this.search(hash[0]!, hash[1]!, hash[2]!, hash[3]!);
    return place >= 0 && (this.marks[place >>> 3]! & (1 << (place & 7))) !== 0;
  }

  /** The hashes that were never marked, four words each. */
  unmarked(): Int32Array {
    const { words, marks, size } = this;
    let count = 0;
    for (let place = 0; place < size; place++) if (!(marks[place >>> 3]! & (1 << (place & 7)))) count++;
    const found = new Int32Array(count * 4);
    for (let place = 0, at = 0; place < size; place++) {
      if (marks[place >>> 3]! & (1 << (place & 7))) continue;
      for (let word = place * 4; word < place * 4 + 4; word++) found[at++] = words[word]!;
    }
    return found;
  }

  /** Marks what was found, if it was, and settles what is tried first the next time. */
  private markAt(place: number): boolean {
    if (place < 0) return false;
    const bit = 1 << (place & 7);
    if (!(this.marks[place >>> 3]! & bit)) this.marked++;
    this.marks[place >>> 3]! |= bit;
    const ahead = place - this.next;
    // One alone that stands elsewhere is an exception; two in a row are where it goes on.
    if ((ahead >= 0 && ahead <= GAP) || place === this.elsewhere + 1) this.next = place + 1;
    this.elsewhere = place;
    return true;
  }

  private isAt(place: number, a: number, b: number, c: number, d: number): boolean {
    const { words } = this;
    const at = place * 4;
    return words[at] === a && words[at + 1] === b && words[at + 2] === c && words[at + 3] === d;
  }

  /** The place of a hash, or -1. */
  private search(a: number, b: number, c: number, d: number): number {
    const slots = (this.slots ??= this.makeSlots());
    return slots[this.slotOf(slots, a, b, c, d)]! - 1;
  }

  private makeSlots(): Uint32Array {
    const { words } = this;
    const slots = new Uint32Array(Math.max(16, this.size) * SLOTS_PER_HASH);
    for (let place = 0, at = 0; place < this.size; place++, at += 4) {
      slots[this.slotOf(slots, words[at]!, words[at + 1]!, words[at + 2]!, words[at + 3]!)] = place + 1;
    }
    return slots;
  }

  /** The slot of a hash, or the free one where it would go. */
  private slotOf(slots: Uint32Array, a: number, b: number, c: number, d: number): number {
    // The hash is uniform, so its first word scaled to the slots is a uniform slot.
    let slot = Math.floor(((a >>> 0) / 4294967296) * slots.length);
    for (let place = slots[slot]!; place !== FREE; place = slots[slot]!) {
      if (this.isAt(place - 1, a, b, c, d)) return slot;
      if (++slot === slots.length) slot = 0;
    }
    return slot;
  }

  private grow(wanted: number): void {
    const { words, marks } = this;
    const room = Math.max(wanted, (words.length / 4) * 2);
    this.words = new Int32Array(room * 4);
    this.words.set(words);
    this.marks = new Uint8Array(Math.ceil(room / 8));
    this.marks.set(marks);
  }
}
