import { type HashInput, hash128, hashInput } from './hash128.ts';
import { HashTable } from './hash-table.ts';
import { fieldValue, isNullField } from './record-key.ts';

const QUOTE = 34;
const NO_SEED = new Int32Array(4);

/** Value of a key whose record was last seen as skipped. */
const SKIPPED = 0xffffffff;

const scratchOf = (bytes: Buffer) => ({ ...hashInput(bytes), bytes });

/**
 * For each key that was staged, its last staged record: duplicates inside one delivery, of which the last one wins. By
 * 128-bit hash of the key's values, so that a key costs the same however long it is.
 */
export class KeyIndex {
  private readonly table = new HashTable(0);
  private readonly hash = new Int32Array(4);
  private readonly scratch = scratchOf(Buffer.alloc(768));

  /** Notes that the record `n` with this key was staged. Returns the staged record that it replaces, else 0. */
  stage(n: number): number {
    return this.note(n);
  }

  /** Notes that a record with this key was skipped: it is what is stored. Returns the staged record it replaces, else 0. */
  skip(): number {
    // A key that was never staged needs no note: whatever is staged later wins anyway.
    return this.table.find(this.hash) < 0 ? 0 : this.note(SKIPPED);
  }

  /** Whether a record with this key was staged. */
  get isStaged(): boolean {
    return this.table.find(this.hash) >= 0;
  }

  get isEmpty(): boolean {
    return this.table.size === 0;
  }

  /** Takes up the key at these places of a record, for the next {@link stage} or {@link skip}. */
  read(input: HashInput & { bytes: Buffer }, starts: Int32Array, ends: Int32Array, at: number, fields: number): void {
    let seed = NO_SEED;
    for (let field = at; field < at + fields; field++) {
      const [start, end] = [starts[field]!, ends[field]!];
      if (input.bytes[start] === QUOTE && !isNullField(start, end)) {
        const value = fieldValue({ bytes: input.bytes, start, end });
        hash128(hashInput(value), 0, value.length, seed, this.hash);
      } else {
        hash128(input, start, end, seed, this.hash);
      }
      // Chained, so that ("ab","c") and ("a","bc") differ.
      seed = this.hash;
    }
  }

  /** As {@link read}, from the key's values. */
  take(values: readonly string[]): void {
    let seed = NO_SEED;
    for (const value of values) {
      const { scratch } = this;
      // No UTF-16 unit takes more than three bytes.
      const input = value.length * 3 <= scratch.bytes.length ? scratch : hashInput(Buffer.from(value));
      const length = input === scratch ? scratch.bytes.write(value) : input.bytes.length;
      hash128(input, 0, length, seed, this.hash);
      seed = this.hash;
    }
  }

  private note(value: number): number {
    const slot = this.table.find(this.hash);
    if (slot < 0) {
      this.table.set(this.hash, value);
      return 0;
    }
    const earlier = this.table.valueAt(slot);
    this.table.setAt(slot, value);
    return earlier === SKIPPED ? 0 : earlier;
  }
}
