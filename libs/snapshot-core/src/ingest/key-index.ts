import { type HashInput, hash128, hashInput } from './hash128.ts';
import { HashTable } from './hash-table.ts';
import { KeyOrder } from './key-order.ts';
import { fieldValue, isNullField } from './record-key.ts';

const QUOTE = 34;
const NO_SEED = new Int32Array(4);

/** Value of a key whose record was last seen as skipped. */
const SKIPPED = 0xffffffff;

/**
 * For each key that was staged, its last staged record: duplicates inside one delivery, of which the last one wins. By
 * 128-bit hash of the key's values, so that a key costs the same however long it is.
 *
 * As long as keys come in rising order, as those of most complete extracts do, none comes twice: their hashes are only
 * noted, one after the other, which spares two cache misses a record.
 */
export class KeyIndex {
  private readonly table = new HashTable();
  private readonly hash = new Int32Array(4);
  private order: KeyOrder | undefined = new KeyOrder();

  /** Notes that the record `n` with this key was staged: they are counted from 1. Returns the staged record that it replaces, else 0. */
  stage(n: number): number {
    if (!this.order) return this.note(n);
    this.table.append(this.hash, n);
    return 0;
  }

  /** Notes that a record with this key was skipped: it is what is stored. Returns the staged record it replaces, else 0. */
  skip(): number {
    // A key that was never staged needs no note: whatever is staged later wins anyway.
    return this.isStaged ? this.note(SKIPPED) : 0;
  }

  /** Whether a record with this key was staged. */
  get isStaged(): boolean {
    return !this.order && this.table.find(this.hash) >= 0;
  }

  get isEmpty(): boolean {
    return this.table.size === 0;
  }

  /** Takes up the key at these places of a record, for the next {@link stage} or {@link skip}. */
  read(input: HashInput & { bytes: Buffer }, starts: Int32Array, ends: Int32Array, at: number, fields: number): void {
    if (this.order && !(fields === 1 && this.order.rises(input.bytes, starts[at]!, ends[at]!))) this.order = undefined;
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
      const bytes = Buffer.from(value);
      if (this.order && !(values.length === 1 && this.order.rises(bytes, 0, bytes.length))) this.order = undefined;
      hash128(hashInput(bytes), 0, bytes.length, seed, this.hash);
      seed = this.hash;
    }
  }

  private note(value: number): number {
    const entry = this.table.find(this.hash);
    if (entry < 0) {
      this.table.append(this.hash, value);
      return 0;
    }
    const earlier = this.table.valueAt(entry);
    this.table.setAt(entry, value);
    return earlier === SKIPPED ? 0 : earlier;
  }
}
