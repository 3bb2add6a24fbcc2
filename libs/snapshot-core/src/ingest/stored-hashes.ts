import { endianness } from 'node:os';
import type { PoolClient } from 'pg';
import type { Queryable } from '../db/query.ts';
import { empty, Sql, sql } from '../db/sql.ts';
import { first } from '../db/query.ts';
import { type SnapshotTable, tableOf } from '../snapshot/snapshot-table.ts';

/** Heap blocks of the first query; each following one takes twice as many, so that who waits can begin at once. */
const FIRST_BLOCKS = 64;
/** Most heap blocks per query: 16 MB of table, some 40,000 records, 600 KB of hashes. */
const MOST_BLOCKS = 2048;

/**
 * The hashes of a snapshot table's records in the order in which the table has them, as they come: the next ones are read while those at
 * hand are looked through. The table has to stay as it is in the eyes of whoever reads.
 */
export class StoredHashes {
  private block = 0;
  private blocks = FIRST_BLOCKS;
  /** Hashes that are on their way. */
  private reading: Promise<void> | undefined;
  /** Those that have come and were not taken yet. */
  private arrived: Buffer | undefined;

  private constructor(
    private readonly tx: PoolClient,
    private readonly spare: PoolClient | undefined,
    private readonly snapshot: SnapshotTable,
    /** Blocks of the table. */
    private readonly size: number,
  ) {
    this.ask();
  }

  /**
   * Begins to read.
   * @param tx the transaction that has locked the stream
   * @param spare another connection to read on, where there is one: it is released when all hashes have been read, or by {@link close}
   */
  static async open(tx: PoolClient, spare: PoolClient | undefined, snapshot: SnapshotTable): Promise<StoredHashes> {
    const name = `${JSON.stringify(snapshot.schema)}.${JSON.stringify(snapshot.table)}`;
    const blocks = await first<{ size: number }>(
      tx,
      sql`select pg_relation_size(${name}::regclass) / current_setting('block_size')::integer as size`,
    );
    return new StoredHashes(tx, spare, snapshot, blocks!.size);
  }

  /** Whether all hashes have been read and taken. */
  get isComplete(): boolean {
    return this.reading === undefined;
  }

  /** Whether the transaction's connection is busy with reading them. */
  get occupies(): boolean {
    return !this.isComplete && !this.spare;
  }

  /** Waits until hashes have come that were not taken yet. */
  async more(): Promise<void> {
    await this.reading;
  }

  /** Hashes that have come by now, four words each; the next ones are asked for. */
  take(): Int32Array | undefined {
    const bytes = this.arrived;
    if (!bytes) return undefined;
    this.arrived = undefined;
    this.ask();
    return words(bytes);
  }

  /** Reads no further. */
  async close(): Promise<void> {
    await this.reading?.catch(() => undefined);
    if (!this.isComplete) this.spare?.release();
    this.reading = undefined;
  }

  private ask(): void {
    const { tx, spare, snapshot, size } = this;
    const range = { from: this.block, to: this.block + this.blocks };
    this.block = range.to;
    this.blocks = Math.min(this.blocks * 2, MOST_BLOCKS);
    if (range.from >= size) {
      this.reading = undefined;
      spare?.release();
      return;
    }
    this.reading = readHashes(spare ?? tx, snapshot, range).then((bytes) => void (this.arrived = bytes));
    // A run that fails meanwhile does not wait for them.
    this.reading.catch(() => undefined);
  }
}

/** Hashes of the table's records, or of those in some of its blocks, 16 bytes each. */
export async function readHashes(
  db: Queryable,
  snapshot: SnapshotTable,
  blocks?: { from: number; to: number },
): Promise<Buffer> {
  const within = blocks ? sql`ctid >= ${tid(blocks.from)} and ctid < ${tid(blocks.to)} and` : empty;
  // One value for many rows, in binary: a row a hash takes 1.7 times as long, and an object each in this process.
  const { text } = sql`
    select coalesce(string_agg(uuid_send(_hash), ''), '') as hashes
    from ${tableOf(snapshot)}
    where ${within} _hash is not null`.toQuery();
  const { rows } = await db.query<{ hashes: Buffer }>({ text, binary: true } as { text: string });
  return rows[0]!.hashes;
}

/** The 32-bit words that Postgres sends in network order. A copy, since a view of them would have to be aligned. */
export function words(bytes: Buffer): Int32Array {
  const copy = new Uint8Array(bytes);
  if (endianness() === 'LE') Buffer.from(copy.buffer).swap32();
  return new Int32Array(copy.buffer);
}

const tid = (block: number): Sql => new Sql([`'(${block},0)'::tid`], []);
