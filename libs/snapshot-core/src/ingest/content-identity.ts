import { type HashInput, hash128, hashInput, seedOf, writeHex } from './hash128.ts';
import { HashTable } from './hash-table.ts';
import { fieldValue, isNullField } from './record-key.ts';

/** A column whose values make the content, and where its field is noted. */
export interface ContentField {
  name: string;
  slot: number;
}

/**
 * What tells records apart that have no key: a hash of their content, and which of the delivery's records of that content
 * they are. So exact duplicates survive, and the same delivery twice gives the same identities.
 *
 * The content is the values by column name without the nulls: however the sync output quotes them, in whatever order its
 * columns stand, and whether it has a column that is always null.
 */
export class ContentIdentity {
  private readonly seen = new HashTable();
  private readonly content = new Int32Array(4);
  private readonly fields: { slot: number; seed: Int32Array }[];
  private readonly hex = Buffer.alloc(32);
  private occurrence = 0;
  /** Gets the identity of each record that is taken up. */
  onTaken: ((identity: string) => void) | undefined;

  /** @param fields for {@link read} */
  constructor(fields: readonly ContentField[]) {
    // In order of names, so that columns may be delivered in any order.
    const sorted = [...fields].sort((a, b) => (a.name < b.name ? -1 : 1));
    this.fields = sorted.map(({ name, slot }) => ({ slot, seed: seedOf(name) }));
  }

  /** Takes up a record, whose noted fields lie at `starts[at + slot]` to `ends[at + slot]`. */
  read(input: HashInput & { bytes: Buffer }, starts: Int32Array, ends: Int32Array, at: number): void {
    this.content.fill(0);
    for (const { slot, seed } of this.fields) {
      const [start, end] = [starts[at + slot]!, ends[at + slot]!];
      if (!isNullField(start, end)) this.add(seed, fieldValue({ bytes: input.bytes, start, end }));
    }
    this.count();
  }

  /** As {@link read}, from values in order of their columns' names. */
  take(fields: Iterable<{ seed: Int32Array; value: string | null }>): void {
    this.content.fill(0);
    for (const { seed, value } of fields) if (value !== null) this.add(seed, Buffer.from(value));
    this.count();
  }

  /** The record's identity: hash and number of occurrence. */
  get text(): string {
    writeHex(this.content, this.hex, 0);
    return `${this.hex.toString('latin1')}-${this.occurrence}`;
  }

  /** Makes the hash of a record's bytes one of this occurrence: exact duplicates are remembered one by one. */
  distinguish(hash: Int32Array): void {
    hash[0] = hash[0]! ^ Math.imul(this.occurrence - 1, 0x9e3779b1);
  }

  private add(seed: Int32Array, bytes: Buffer): void {
    const { content } = this;
    // Chained through the seed, so that a value counts for its column only.
    for (let word = 0; word < 4; word++) content[word] = content[word]! ^ seed[word]!;
    hash128(hashInput(bytes), 0, bytes.length, content, content);
  }

  private count(): void {
    const found = this.seen.find(this.content);
    this.occurrence = found < 0 ? 1 : this.seen.valueAt(found) + 1;
    this.seen.set(this.content, this.occurrence);
    this.onTaken?.(this.text);
  }
}
