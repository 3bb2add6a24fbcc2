import { HASH_BYTES } from '../../store/key-hash.ts';

/** The keys of one record, side by side; a list that is filled again for the next record. */
export interface RecordKeys {
  length: number;
  readonly high: number[];
  readonly low: number[];
  /** How many may hold each before it is generic. */
  readonly cap: number[];
  /** What sharing it counts, see `ENOUGH`. */
  readonly strength: number[];
}

export const recordKeys = (): RecordKeys => ({ length: 0, high: [], low: [], cap: [], strength: [] });

/** Where a key stands in a list, -1 where it does not. Among two dozen, looking is quicker than a set. */
export function placeOfKey({ length, high, low }: RecordKeys, keyHigh: number, keyLow: number): number {
  for (let i = 0; i < length; i += 1) if (low[i] === keyLow && high[i] === keyHigh) return i;
  return -1;
}

/**
 * Gives keys numbers, from 0 on. A changed record has two dozen of them, and two dozen before: an object and a text each were half of what a
 * run left to be collected.
 */
export class KeyTable {
  size = 0;
  cap = new Uint16Array(1024);
  strength = new Uint8Array(1024);
  /** How many holders more (or fewer) there are of each than when the run began. */
  delta = new Int32Array(1024);
  private high = new Int32Array(1024);
  private low = new Int32Array(1024);
  /** Open addressing: numbers + 1 by hash, 0 where there is none; at least twice as many as keys. */
  private slots = new Int32Array(4096);

  /** The number of a record's key. */
  numberOf(keys: RecordKeys, i: number): number {
    const [high, low] = [keys.high[i]!, keys.low[i]!];
    const mask = this.slots.length - 1;
    let slot = low & mask;
    for (let known = this.slots[slot]!; known !== 0; known = this.slots[slot]!) {
      if (this.low[known - 1] === low && this.high[known - 1] === high) return known - 1;
      slot = (slot + 1) & mask;
    }
    const number = this.size;
    if (number === this.high.length) this.grow();
    this.size += 1;
    this.high[number] = high;
    this.low[number] = low;
    this.cap[number] = keys.cap[i]!;
    this.strength[number] = keys.strength[i]!;
    this.slots[slot] = this.size;
    if (this.size * 2 > this.slots.length) this.spread();
    return number;
  }

  /** Hashes of some keys, see `hashBytes`. */
  bytesOf(numbers: ArrayLike<number>): Buffer {
    const bytes = Buffer.allocUnsafe(HASH_BYTES * numbers.length);
    for (let i = 0; i < numbers.length; i += 1) {
      bytes.writeInt32BE(this.high[numbers[i]!]!, HASH_BYTES * i);
      bytes.writeInt32BE(this.low[numbers[i]!]!, HASH_BYTES * i + 4);
    }
    return bytes;
  }

  private grow(): void {
    const length = this.high.length * 2;
    this.high = longer(this.high, new Int32Array(length));
    this.low = longer(this.low, new Int32Array(length));
    this.cap = longer(this.cap, new Uint16Array(length));
    this.strength = longer(this.strength, new Uint8Array(length));
    this.delta = longer(this.delta, new Int32Array(length));
  }

  private spread(): void {
    const slots = new Int32Array(this.slots.length * 2);
    const mask = slots.length - 1;
    for (let number = 0; number < this.size; number += 1) {
      let slot = this.low[number]! & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = number + 1;
    }
    this.slots = slots;
  }
}

function longer<Numbers extends Int32Array | Uint16Array | Uint8Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from);
  return to;
}
