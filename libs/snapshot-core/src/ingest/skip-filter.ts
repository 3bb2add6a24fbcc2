import type { PoolClient } from 'pg';
import type { SnapshotTable } from '../snapshot/snapshot-table.ts';
import { HashList } from './hash-list.ts';
import { hashesWithout } from './hashes-without.ts';
import { readHashes, StoredHashes, words } from './stored-hashes.ts';

/** Of so many records the hashes are read at once: 160 KB. */
const SMALL = 10_000;

/**
 * The hashes of a stream's records as they were last delivered, each seen or not yet seen in this delivery. It only
 * ever tells that a record is byte for byte what it was; whether anything else is a change, the diff decides on values.
 *
 * It can be asked while the hashes are still being read, since a delivery mostly has its records in about the order in which
 * the table has them: then it knows only those that it has, and {@link more} waits for others.
 */
export class SkipFilter {
  private constructor(
    private readonly hashes: HashList,
    private readonly stored?: StoredHashes,
  ) {}

  /** A filter that knows no record and so skips none. */
  static empty(): SkipFilter {
    return new SkipFilter(new HashList(0));
  }

  /**
   * The filter of a stream that this transaction has locked; it has to be closed.
   * @param expected records, which give the size to start with
   * @param spareOf gives a connection beside the transaction's, for many hashes, where there is one
   */
  static async open(
    tx: PoolClient,
    snapshot: SnapshotTable,
    expected: number,
    spareOf: () => Promise<PoolClient | undefined>,
  ): Promise<SkipFilter> {
    const hashes = new HashList(expected);
    if (expected > SMALL) return new SkipFilter(hashes, await StoredHashes.open(tx, await spareOf(), snapshot));
    hashes.add(words(await readHashes(tx, snapshot)));
    return new SkipFilter(hashes);
  }

  /** Whether all hashes have been read. */
  get isComplete(): boolean {
    return this.stored?.isComplete ?? true;
  }

  /** Whether the transaction's connection is busy with them. */
  get occupies(): boolean {
    return this.stored?.occupies ?? false;
  }

  /** Whether a record that is not known so far is hardly one of those to come: they are those of the table further on. */
  get reachesNear(): boolean {
    return this.hashes.reachesNear;
  }

  /** About how many records the delivery has passed over so far, where it has its records in the order of the table. */
  get missed(): number {
    return this.hashes.missed;
  }

  /** Waits for more hashes. */
  async more(): Promise<void> {
    await this.stored?.more();
    this.takeArrived();
  }

  /** Takes in the hashes that have come by now. */
  takeArrived(): void {
    const arrived = this.stored?.take();
    if (arrived) this.hashes.add(arrived);
  }

  /** Waits for all hashes. */
  async complete(): Promise<void> {
    while (!this.isComplete) await this.more();
  }

  /** Waits for no further hashes. */
  async close(): Promise<void> {
    await this.stored?.close();
  }

  /** Records that it knows so far. */
  get size(): number {
    return this.hashes.size;
  }

  /** Whether a record of this hash can be skipped, by what is known so far; remembers that it was seen. */
  skips(hash: Int32Array): boolean {
    return this.isComplete ? this.hashes.mark(hash) : this.hashes.markNear(hash);
  }

  /** Whether a record of this hash, as 32 hex digits, was skipped. */
  saw(hash: string): boolean {
    return this.hashes.isMarked(words(Buffer.from(hash, 'hex')));
  }

  /**
   * Hashes that no record of this delivery had, four words each.
   * @param replaced hashes, 16 bytes each, whose records came with others: they are left out
   */
  unseen(replaced: readonly Buffer[] = []): Int32Array {
    return hashesWithout(this.hashes.unmarked(), words(Buffer.concat(replaced)));
  }
}
